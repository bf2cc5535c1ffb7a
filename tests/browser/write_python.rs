//! Usual mistakes of people who come from Python, each answered with what to write instead.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::writer::run_code;
use anyhow::Result;

in_one_browser!(
    mistakes_of_python,
    [Chromium],
    [code_that_cannot_be_read_gets_a_hint, code_that_throws_gets_a_hint, right_code_with_another_mistake_gets_no_hint]
);
// Every browser words its errors in its own way.
in_one_browser!(mistakes_of_python_in_other_browsers, [Firefox], also: [WebKitPlain], [code_that_throws_gets_a_hint]);

/// Code that cannot be parsed, and a part of what is said about it. The parser is the same in every browser.
const UNREADABLE: [(&str, &str); 36] = [
    ("import multiprocessing", "Nothing has to be imported"),
    ("from multiprocessing import Pool", "Nothing has to be imported"),
    ("# a comment\nanswer(1)", "A comment begins with //"),
    ("answer(1) # a comment", "A comment begins with //"),
    ("console.log(f\"{STEPS} steps\")", "stands between backticks"),
    ("console.log(f'{STEPS} steps')", "stands between backticks"),
    ("\"\"\"What this does.\"\"\"", "between backticks"),
    ("async for found in pool.imap(do_math, []):\n  pass", "for await (const x of pool.imap(…))"),
    ("def work(i):\n  return i", "function f(x) { … }"),
    ("async def work(i):\n  return i", "function f(x) { … }"),
    ("const f = lambda x: x", "(x) => …"),
    ("for i in range(3):\n  print(i)", "for (let i = 0; i < n; i++)"),
    ("const a = [i * 2 for i in [1, 2]]", "list.map((x) => …)"),
    ("const a = total(Number(x) for x in list)", "list.map((x) => …)"),
    ("for job in jobs:\n  job.get()", "for (const x of list)"),
    ("if (STEPS > 1) {\n} \nelif STEPS:\n", "else if (…)"),
    ("if STEPS > 1:\n  answer(1)", "Conditions stand between brackets"),
    ("while True:\n  answer(1)", "Conditions stand between brackets"),
    ("if (STEPS) answer(1)\nelse:\n  answer(2)", "else { … }"),
    ("try:\n  answer(1)", "try { … } catch (error) { … }"),
    ("try {\n}\nexcept Exception as e:\n", "try { … } catch (error) { … }"),
    ("with Pool(4) as pool:\n  pool.map(do_math, [])", "JavaScript has no with"),
    ("class Job(object):\n  x = 1", "class A extends B"),
    ("raise Exception('x')", "throw new Error"),
    ("if (1 not in [1]) answer(1)", "!list.includes(x)"),
    ("if (STEPS is 1) answer(1)", "=== for “is”"),
    ("if (not STEPS) answer(1)", "! for “not”"),
    ("if (STEPS > 1 and STEPS < 3) answer(1)", "&& for “and”"),
    ("const a = 1 if STEPS else 2", "condition ? a : b"),
    ("print 'hello'", "console.log(…)"),
    ("const half = [1, 2, 3][0:2]", "list.slice(from, to)"),
    ("ranges.map((range) => await range)", "async (x) => …"),
    ("const\u{200b} a = 1", "U+200B, a pasted zero-width space"),
    ("answer(“1”)", "U+201C, a pasted typographic quotation mark: type \" instead."),
    ("const a = 3 – 1", "U+2013, a pasted dash"),
    ("const a = 1 \\\n  + 2", "without a backslash"),
];

async fn code_that_cannot_be_read_gets_a_hint(page: Page) -> Result<()> {
    page.open().await?;
    let mut wrong = Vec::new();
    for (code, words) in UNREADABLE {
        let checks = run_code(&page, "cut-the-range", code).await?;
        let said = &checks.stopped;
        if !said.contains("cannot be read") || !said.contains(words) || said.contains('\u{200b}') {
            wrong.push(format!("{code}\n  should say {words:?}: {checks:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Code that is JavaScript and does not do what it says in Python.
const READABLE: [(&str, &str); 28] = [
    ("new Pool(processes=4)", "leave “processes =” out"),
    ("new Pool(1).apply_async(do_math, args=[0, 10])", "leave “args =” out"),
    ("print('hello')", "Write console.log(…)."),
    ("answer(len([1]))", "Write list.length."),
    ("for (const i of range(3)) answer(i)", "for (let i = 0; i < n; i++)"),
    ("answer(None)", "JavaScript’s None is null."),
    ("while (True) break", "Write true."),
    ("answer(str(3))", "Write String(x)."),
    ("answer(int('3'))", "Write Number(text)"),
    ("answer(sum([1, 2]))", "list.reduce("),
    ("answer(max(1, 2))", "Write Math.max(a, b)."),
    ("const n = os.cpu_count()", "everyCore.environment().reportedProcessors"),
    ("new multiprocessing.Pool(4)", "Write new Pool()"),
    ("total = 0", "const total = …"),
    ("a, b = 1, 2", "const [a, b] = [1, 2]"),
    ("[].append(1)", "list.push(x)"),
    ("'{}'.format(3)", "between backticks"),
    ("Pool(4)", "write new Pool("),
    ("new Pool(1).apply_async(do_math(0, 10))", "The function was called here"),
    ("new Pool(1).apply_async(do_math, (0, STEPS))", "args: 30000001 is not allowed"),
    ("new Pool(1).apply_async(do_math, (0, STEPS))", "Round brackets make no tuple"),
    ("new Pool(1).apply_async(do_math, [0, STEPS / 'two'])", "args: [0, NaN] is not allowed"),
    ("do_math([0, 10])", "do_math(start, end)"),
    ("for (const job in [new Pool(1).apply_async(do_math, [0, 1])]) job.get()", "for … in gives the indices"),
    ("[1][-1].toFixed()", "list.at(-1)"),
    (
        "const job = new Pool(1).apply_async(do_math, [0, 1]);\nlet sum = 0n;\nsum += BigInt(job.get())",
        "put await in front of job.get()",
    ),
    (
        "const job = new Pool(1).apply_async(do_math, [0, 1]);\nanswer(0 + Number(job.get()))",
        "put await in front of job.get()",
    ),
    ("const half = STEPS // 2\nanswer(half)", "In line 1, // begins a comment."),
];

async fn code_that_throws_gets_a_hint(page: Page) -> Result<()> {
    page.open().await?;
    let mut wrong = Vec::new();
    for (code, words) in READABLE {
        let checks = run_code(&page, "cut-the-range", code).await?;
        let said = checks.failure().map_or(checks.stopped.as_str(), |(_, said)| said);
        if !said.contains(words) {
            wrong.push(format!("{code}\n  should say {words:?}: {checks:?}"));
        }
    }
    // What cannot be seen is shown by its number, also in an answer.
    let checks = run_code(&page, "cut-the-range", "answer('421\u{200b}')").await?;
    assert!(checks.failure().is_some_and(|(_, said)| said.contains("“421⟨U+200B⟩”")), "{checks:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

async fn right_code_with_another_mistake_gets_no_hint(page: Page) -> Result<()> {
    page.open().await?;
    let cases = [
        ("const a = ;", "Line 1 cannot be read: unexpected “;”."),
        ("// a note for you and me\nconst b = ;", "Line 2 cannot be read: unexpected “;”."),
        ("missing()", "Line 1 threw ReferenceError: missing is not defined"),
        ("throw new RangeError('mine')", "Line 1 threw RangeError: mine"),
        ("null.x", "Line 1 threw TypeError: Cannot read properties of null (reading 'x')"),
    ];
    for (code, said) in cases {
        let checks = run_code(&page, "cut-the-range", code).await?;
        assert_eq!(checks.stopped, said, "{code}");
    }
    let checks = run_code(&page, "cut-the-range", "answer(7) // seven, as a test").await?;
    let said = checks.failure().map(|(_, said)| said.to_owned()).unwrap_or_default();
    assert!(said.ends_with("421\u{202f}000\u{202f}043\u{202f}000\u{202f}001 is right."), "{said}");
    Ok(())
}
