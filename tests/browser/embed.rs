//! An exercise in a frame of a course page: it is shown alone, and posts its height and its completion to the parent page.

use crate::harness::in_one_browser;
use crate::learner::short_runs;
use crate::page::Page;
use crate::server::Behaviour;
use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};

in_one_browser!(exercises_in_frames, [Chromium], [a_frame_shows_one_exercise_and_posts_messages]);
in_one_browser!(
    exercises_in_frames_in_firefox,
    [Firefox],
    [a_frame_shows_one_exercise_and_posts_messages, a_frame_names_the_permission_it_needs,]
);

/// A course page with the exercise in a frame. It stores the frame's messages.
const EMBED: &str = "
    window.heard = [];
    addEventListener('message', ({ data, source }) => source === window.frame.contentWindow && heard.push(data));
    window.frame = document.createElement('iframe');
    frame.width = 800;
    frame.height = 300;
    frame.allow = 'cross-origin-isolated';
    frame.src = args;
    document.body.append(frame);";
/// Answers an exercise in a frame rightly, from the bars in its second hint: one answer is taken for each run.
const EXPLAIN: &str = "
    const explain = (inside) => {
        for (let hint = 1; hint <= 2; hint += 1) inside.querySelector('.ex-ask .link-btn').click();
        const bars = [...inside.querySelectorAll('.ex-table [data-part]')]
            .map((row) => [row.dataset.part, Number(row.querySelector('td').dataset.value)]);
        const workers = bars.reduce((sum, [, amount]) => sum + amount, 0);
        const losses = bars.filter(([part]) => part !== 'speedup').sort((a, b) => b[1] - a[1]);
        const answer = losses[0][1] > 0.02 * workers ? losses[0][0] : 'nothing';
        inside.querySelector(`[name=why][value=${answer}]`).click();
        inside.querySelector('.ex-ask .btn').click();
    };";
const INSIDE: &str = "window.frame.contentDocument";

#[derive(Debug, Deserialize)]
struct Heard {
    height: f64,
    inner: f64,
    passed: Value,
    kinds: Vec<String>,
}

async fn a_frame_shows_one_exercise_and_posts_messages(page: Page) -> Result<()> {
    page.server.behave(short_runs());
    // A page of the test server without its own Content-Security-Policy.
    page.load("no-such-page").await?;
    page.call::<Value>(EMBED, json!("./?embed=1&exercise=uneven-pieces")).await?;
    page.until("the exercise is open", &format!("{INSIDE}?.querySelector('.steps')")).await?;
    let shown = format!(
        "return [...{INSIDE}.querySelectorAll('h1, h2, h3, .ex-list, .ex-tools, footer')].filter((one) => one.checkVisibility())
            .map((one) => one.tagName + one.className)"
    );
    assert_eq!(page.call::<Vec<String>>(&shown, Value::Null).await?, ["H3"], "the frame shows more than the exercise");
    let inside = "
        const inside = window.frame.contentDocument;
        const until = async (isSo) => { while (!isSo()) await new Promise(requestAnimationFrame); };
        const field = inside.querySelector('#prediction');
        field.value = '2';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        inside.querySelector('.steps .row .btn').click();
        await until(() => inside.querySelector('.ex-explain form'));
        explain(inside);
        await until(() => heard.some(({ type }) => type === 'every-core/passed'));
        await until(() => heard.findLast(({ type }) => type === 'every-core/height').heightPx >= inside.querySelector('.ex').offsetHeight);
        return {
            height: heard.findLast(({ type }) => type === 'every-core/height').heightPx,
            inner: inside.querySelector('.ex').getBoundingClientRect().bottom + frame.contentWindow.scrollY,
            passed: heard.find(({ type }) => type === 'every-core/passed'),
            kinds: [...new Set(heard.map(({ type }) => type))],
        }";
    let heard: Heard = page.call(&format!("{EXPLAIN}{inside}"), Value::Null).await?;
    assert!(heard.height >= heard.inner && heard.height < heard.inner + 120.0, "{heard:?}");
    assert_eq!(
        (&heard.passed["exercise"], &heard.passed["version"]),
        (&json!("uneven-pieces"), &json!(1)),
        "{heard:?}"
    );
    assert_eq!(heard.kinds, ["every-core/height", "every-core/passed"], "unexpected kinds of messages");

    // Passing again posts no second message. After a reload the frame posts the stored pass.
    let again = "
        const inside = window.frame.contentDocument;
        const until = async (isSo) => { while (!isSo()) await new Promise(requestAnimationFrame); };
        const passes = () => heard.filter(({ type }) => type === 'every-core/passed').length;
        const run = inside.querySelector('.steps .row .btn');
        run.click();
        if (run.textContent !== 'Cancel') throw new Error('the second run does not start');
        await until(() => inside.querySelector('.ex-explain form'));
        explain(inside);
        const words = inside.querySelector('.ex-passed').textContent;
        // Messages arrive in order, so an earlier one would be stored before this one.
        await new Promise((resolve) => { addEventListener('message', resolve, { once: true }); postMessage('now'); });
        const twice = passes();
        frame.contentWindow.location.reload();
        await until(() => passes() > twice);
        return [words, twice, passes()]";
    assert_eq!(page.call::<Value>(&format!("{EXPLAIN}{again}"), Value::Null).await?, json!(["Passed.", 1, 2]));
    Ok(())
}

// Not in Chromium, where the service worker isolates the frame.
async fn a_frame_names_the_permission_it_needs(page: Page) -> Result<()> {
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    page.load("no-such-page").await?;
    page.call::<Value>(EMBED, json!("./?embed=1&exercise=pool-speedup")).await?;
    page.until("the remedy is shown", &format!("{INSIDE}?.querySelector('.ex-remedy')")).await?;
    let words: String =
        page.call(&format!("return {INSIDE}.querySelector('.ex-remedy').textContent"), Value::Null).await?;
    for part in [
        "allow=\"cross-origin-isolated\"",
        "Cross-Origin-Embedder-Policy: require-corp",
        "isolated workers",
        "Chromium",
    ] {
        assert!(words.contains(part), "{part} is missing in {words}");
    }
    let link = format!("return (({{ href, target }}) => [href, target])({INSIDE}.querySelector('.ex-own a'))");
    let expected = json!([format!("{}#exercise=pool-speedup", page.server.url()), "_blank"]);
    assert_eq!(page.call::<Value>(&link, Value::Null).await?, expected);
    Ok(())
}
