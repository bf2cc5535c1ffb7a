//! One exercise in a frame of course material: alone, with its height and its completion told to the page around it.

use crate::harness::in_one_browser;
use crate::learner::short_runs;
use crate::page::Page;
use crate::server::Behaviour;
use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};

in_one_browser!(
    exercises_in_frames,
    [Chromium, Firefox],
    [a_frame_shows_one_exercise_and_tells_of_it, a_frame_says_what_the_page_around_must_allow,]
);

/// A page of a course, with the exercise in a frame; it notes what it is told.
const EMBED: &str = "
    window.heard = [];
    addEventListener('message', ({ data, source }) => source === window.frame.contentWindow && heard.push(data));
    window.frame = document.createElement('iframe');
    frame.width = 800;
    frame.height = 300;
    frame.allow = 'cross-origin-isolated';
    frame.src = args;
    document.body.append(frame);";
const INSIDE: &str = "window.frame.contentDocument";

#[derive(Debug, Deserialize)]
struct Heard {
    height: f64,
    inner: f64,
    passed: Value,
    kinds: Vec<String>,
}

async fn a_frame_shows_one_exercise_and_tells_of_it(page: Page) -> Result<()> {
    page.server.behave(short_runs());
    // Any page of this host that has no policy of its own.
    page.load("no-such-page").await?;
    page.call::<Value>(EMBED, json!("./?embed=1&exercise=uneven-pieces")).await?;
    page.until("the exercise is open", &format!("{INSIDE}?.querySelector('.steps')")).await?;
    let shown = format!(
        "return [...{INSIDE}.querySelectorAll('h1, h2, h3, .ex-list, .ex-tools, footer')].filter((one) => one.checkVisibility())
            .map((one) => one.tagName + one.className)"
    );
    assert_eq!(page.call::<Vec<String>>(&shown, Value::Null).await?, ["H3"], "it is alone");
    let inside = "
        const inside = window.frame.contentDocument;
        const until = async (isSo) => { while (!isSo()) await new Promise(requestAnimationFrame); };
        const field = inside.querySelector('#prediction');
        field.value = '2';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        inside.querySelector('.steps .row .btn').click();
        await until(() => inside.querySelector('.ex-explain form'));
        for (const answer of inside.querySelectorAll('[name=why]')) {
            answer.click();
            inside.querySelector('.ex-ask .btn').click();
            if (inside.querySelector('.ex-passed')) break;
        }
        await until(() => heard.some(({ type }) => type === 'every-core/passed'));
        await until(() => heard.findLast(({ type }) => type === 'every-core/height').heightPx >= inside.querySelector('.ex').offsetHeight);
        return {
            height: heard.findLast(({ type }) => type === 'every-core/height').heightPx,
            inner: inside.querySelector('.ex').getBoundingClientRect().bottom + frame.contentWindow.scrollY,
            passed: heard.find(({ type }) => type === 'every-core/passed'),
            kinds: [...new Set(heard.map(({ type }) => type))],
        }";
    let heard: Heard = page.call(inside, Value::Null).await?;
    assert!(heard.height >= heard.inner && heard.height < heard.inner + 120.0, "{heard:?}");
    assert_eq!(
        (&heard.passed["exercise"], &heard.passed["version"]),
        (&json!("uneven-pieces"), &json!(1)),
        "{heard:?}"
    );
    assert_eq!(heard.kinds, ["every-core/height", "every-core/passed"], "nothing else is told");

    // Passed again, it is no second pass; loaded again, the page around hears of the first.
    let again = "
        const inside = window.frame.contentDocument;
        const until = async (isSo) => { while (!isSo()) await new Promise(requestAnimationFrame); };
        const passes = () => heard.filter(({ type }) => type === 'every-core/passed').length;
        const run = inside.querySelector('.steps .row .btn');
        run.click();
        if (run.textContent !== 'Cancel') throw new Error('it does not run again');
        await until(() => inside.querySelector('.ex-explain form'));
        for (const answer of inside.querySelectorAll('[name=why]')) {
            answer.click();
            inside.querySelector('.ex-ask .btn').click();
            if (inside.querySelector('.ex-passed')) break;
        }
        const words = inside.querySelector('.ex-passed').textContent;
        // A message that had been sent would come before this one.
        await new Promise((resolve) => { addEventListener('message', resolve, { once: true }); postMessage('now'); });
        const twice = passes();
        frame.contentWindow.location.reload();
        await until(() => passes() > twice);
        return [words, twice, passes()]";
    assert_eq!(page.call::<Value>(again, Value::Null).await?, json!(["Passed.", 1, 2]));
    Ok(())
}

async fn a_frame_says_what_the_page_around_must_allow(page: Page) -> Result<()> {
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    page.load("no-such-page").await?;
    page.call::<Value>(EMBED, json!("./?embed=1&exercise=pool-speedup")).await?;
    page.until("the remedy is there", &format!("{INSIDE}?.querySelector('.ex-remedy')")).await?;
    let words: String =
        page.call(&format!("return {INSIDE}.querySelector('.ex-remedy').textContent"), Value::Null).await?;
    for part in ["allow=\"cross-origin-isolated\"", "Cross-Origin-Embedder-Policy: require-corp", "isolated workers"] {
        assert!(words.contains(part), "no {part} in {words}");
    }
    let link = format!("return (({{ href, target }}) => [href, target])({INSIDE}.querySelector('.ex-own a'))");
    let expected = json!([format!("{}#exercise=pool-speedup", page.server.url()), "_blank"]);
    assert_eq!(page.call::<Value>(&link, Value::Null).await?, expected);
    Ok(())
}
