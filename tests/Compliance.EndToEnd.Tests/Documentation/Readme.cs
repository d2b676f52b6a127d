using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Documentation;

/// <summary>The README, as its reader finds it.</summary>
static class Readme
{
    const string Begin = "cat > check-certificate.sh <<'END'\n";

    public static string Text { get; } = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md"));

    /// <summary>What its reader has in <c>check-certificate.sh</c> after pasting.</summary>
    public static string CertificateScript
    {
        get
        {
            var from = Text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
            Assert.True(from >= Begin.Length, "The README has no script that checks a certificate.");
            return Text[from..(Text.IndexOf("\nEND\n", from, StringComparison.Ordinal) + 1)];
        }
    }

    /// <summary>All that is to be pasted from one heading to another, in order.</summary>
    public static string Commands(string from, string to)
    {
        var part = Text[Text.IndexOf($"\n{from}\n", StringComparison.Ordinal)..Text.IndexOf($"\n{to}\n", StringComparison.Ordinal)];
        return string.Concat(part.Split("```sh\n").Skip(1).Select(x => x[..x.IndexOf("```", StringComparison.Ordinal)]));
    }
}
