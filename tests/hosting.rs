//! Tests of the hosts' configuration files: each sends the same headers, in its own format.

use std::path::Path;

const HEADERS: [(&str, &str); 6] = [
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Document-Isolation-Policy", "isolate-and-require-corp"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
];
const FOR_EVER: &str = "public, max-age=31536000, immutable";

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/hosting").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_host_sends_the_same_headers() {
    for name in ["_headers", "nginx.conf", "Caddyfile", "vercel.json"] {
        let text = read(name);
        // The formats put different punctuation around a value.
        let plain = text.replace(['"', ':', ','], " ").replace(" always;", "");
        let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        for (header, value) in HEADERS {
            let found =
                words.contains(&format!("{header} {value}")) || words.contains(&format!("{header} value {value}"));
            assert!(found, "{name} does not send {header}: {value}");
        }
        assert!(text.contains(FOR_EVER), "{name} does not let browsers cache the files that never change");
    }
}

/// A worker obeys the policy that its script was sent with. The policy for pages would block the functions that a learner writes.
#[test]
fn only_pages_get_a_policy() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).expect("JSON");
    let sources = |config: &serde_json::Value| {
        let rules = config["headers"].as_array().cloned().unwrap_or_default();
        let has_policy = |rule: &serde_json::Value| rule.to_string().contains("Content-Security-Policy");
        rules.iter().filter(|rule| has_policy(rule)).map(|rule| rule["source"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(sources(&config), [r#""/(index\\.html|exercise/.*)?""#]);

    let text = read("_headers");
    let mut paths = Vec::new();
    let mut path = "";
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if !line.starts_with(' ') {
            path = line;
        } else if line.contains("Content-Security-Policy") {
            paths.push(path);
        }
    }
    assert_eq!(paths, ["/", "/index.html", "/exercise/*"]);
    assert!(read("Caddyfile").contains("@pages path */ *.html\n\theader @pages Content-Security-Policy \"@POLICY@\""));
    let nginx = read("nginx.conf");
    assert!(nginx.contains(r#"map $uri $every_core_policy { default ""; ~(/|\.html)$ "@POLICY@"; }"#), "{nginx}");
    assert!(nginx.contains("add_header Content-Security-Policy $every_core_policy always;"), "{nginx}");
}

/// Caddy sorts a directive with a matcher before one without, so the general one would win, and browsers would request files that
/// never change again. The `?` makes the general one apply only if the header is not set.
#[test]
fn caddy_lets_browsers_cache_files_that_never_change() {
    let text = read("Caddyfile");
    let rules: Vec<&str> = text.lines().map(str::trim).filter(|line| line.contains("Cache-Control")).collect();
    assert_eq!(rules, ["?Cache-Control no-cache", &format!("header @versioned Cache-Control \"{FOR_EVER}\"")]);
}

#[test]
fn vercel_json_is_valid_and_covers_every_path() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).expect("JSON");
    assert_eq!(config["headers"][0]["source"], "/(.*)");
    assert_eq!(config["headers"][2]["source"], "/v/(.*)");
}
