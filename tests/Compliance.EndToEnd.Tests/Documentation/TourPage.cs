using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Documentation;

/// <summary>A page with commands, as its reader finds them.</summary>
static class TourPage
{
    /// <summary>All that is to be pasted, in order: the <c>sh</c> blocks of a page, or of one part of it.</summary>
    /// <param name="page">Path below the repository.</param>
    /// <param name="part">A heading of the second level; null for the whole page.</param>
    public static string Commands(string page, string? part = null)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, page));
        if (part is not null)
        {
            text = text[(text.IndexOf($"\n## {part}\n", StringComparison.Ordinal) + 1)..];
            text = text[..text.IndexOf("\n## ", StringComparison.Ordinal)];
        }

        return string.Concat(text.Split("\n```sh\n").Skip(1).Select(x => x[..(x.IndexOf("\n```", StringComparison.Ordinal) + 1)]));
    }
}
