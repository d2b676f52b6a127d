namespace Compliance.SubjectRequests;

/// <summary>How the page looks: legible without anything fetched, on a screen, a telephone and paper, in light and dark.</summary>
static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #58616b; --line: #d5dae0; --paper: #fff; --ground: #eef1f4; --link: #0b4f8a;
          --note: #fff6e0; --noteline: #d9a400; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8ebee; --soft: #a5afb9; --line: #3a424b; --paper: #1c2127; --ground: #12161a;
          --link: #8cc4ff; --note: #332a10; --noteline: #b98f1a; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
        main { max-width: 56rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        header { margin-bottom: 2rem; }
        h1 { margin: 0 0 .5rem; font-size: 1.9rem; line-height: 1.2; }
        h2 { margin: 2.8rem 0 .8rem; font-size: 1.3rem; }
        h3 { margin: 0; font-size: 1.1rem; }
        p { margin: .5rem 0; max-width: 46rem; }
        a { color: var(--link); overflow-wrap: anywhere; }
        a:focus-visible, audio:focus-visible, video:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        .lead { font-size: 1.05rem; }
        .soft { color: var(--soft); }
        .card { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 1.1rem 1.3rem; margin: 1rem 0; }
        .top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2rem 1rem; align-items: baseline; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.2rem; margin: .8rem 0; }
        dt { color: var(--soft); }
        dd { margin: 0; overflow-wrap: anywhere; }
        ul { margin: .5rem 0; padding-left: 1.25rem; }
        li { margin: .2rem 0; }
        figure { margin: .9rem 0 0; }
        figcaption { font-size: .9rem; color: var(--soft); margin-bottom: .25rem; }
        audio, video { width: 100%; max-width: 40rem; display: block; }
        .out { background: var(--note); border-left: 4px solid var(--noteline); border-radius: 4px; padding: .5rem .9rem; margin: .9rem 0 0; }
        .out p { margin: .2rem 0; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; white-space: nowrap; }
        @media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } th { white-space: normal; } }
        @media print { body { background: none; font-size: 10.5pt; } main { max-width: none; padding: 0; } audio, video { display: none; }
          .card { break-inside: avoid; } }
        """;
}
