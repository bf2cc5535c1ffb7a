//! Every host gets the same headers, in its own form.

use std::path::Path;

const HEADERS: [(&str, &str); 6] = [
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Content-Security-Policy", "@POLICY@"),
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
        // The forms differ in what stands around a value.
        let plain = text.replace(['"', ':', ','], " ").replace(" always;", "");
        let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        for (header, value) in HEADERS {
            let found =
                words.contains(&format!("{header} {value}")) || words.contains(&format!("{header} value {value}"));
            assert!(found, "{name} does not send {header}: {value}");
        }
        assert!(text.contains(FOR_EVER), "{name} does not let browsers keep what never changes");
    }
}

#[test]
fn vercel_s_file_is_json_and_covers_everything() {
    let config: serde_json::Value = serde_json::from_str(&read("vercel.json")).expect("JSON");
    assert_eq!(config["headers"][0]["source"], "/(.*)");
    assert_eq!(config["headers"][1]["source"], "/v/(.*)");
}
