using System.Text;

namespace Compliance.Recordings;

/// <summary>The names, numbers and addresses of parties as the tenant wrote them, looked for in other text.</summary>
sealed class IdentityWords
{
    /// <summary>Shorter ones are in many words.</summary>
    const int Shortest = 3;

    readonly IReadOnlyList<string> words;

    IdentityWords(IReadOnlyList<string> words) => this.words = words;

    public static IdentityWords Of(IEnumerable<Party> parties) => new(
    [
        .. parties.SelectMany(x => (string?[])[x.Name, x.Phone, x.Email, x.AccountId, x.Id]).OfType<string>()
            .Select(x => x.Trim()).Where(x => x.Length >= Shortest).Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(x => x.Length),
    ]);

    public bool AreIn(string? text) => text is not null && words.Any(x => Find(text, x, 0) >= 0);

    public bool AreIn(ReadOnlySpan<byte> utf8) => AreIn(Encoding.UTF8.GetString(utf8));

    /// <returns>The text with each of them replaced; the very text if it has none.</returns>
    public string Remove(string text)
    {
        foreach (var word in words)
        {
            for (var at = Find(text, word, 0); at >= 0; at = Find(text, word, at + ErasedTurns.Mark.Length))
            {
                text = $"{text[..at]}{ErasedTurns.Mark}{text[(at + word.Length)..]}";
            }
        }

        return text;
    }

    /// <summary>As a whole, not inside a longer word or number.</summary>
    static int Find(string text, string word, int from)
    {
        for (var at = from; at <= text.Length - word.Length; at++)
        {
            at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return -1;
            }

            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return at;
            }
        }

        return -1;
    }
}
