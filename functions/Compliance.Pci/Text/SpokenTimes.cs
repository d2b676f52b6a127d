namespace Compliance.Pci;

/// <summary>When card data was said: in parts, if other words came between.</summary>
/// <param name="Parts">Start and end in seconds, and the digits in it. Empty if no time is known.</param>
/// <param name="Coarse">The times are those of one piece of text, perhaps a whole turn.</param>
sealed record SpokenTimes(IReadOnlyList<(double Start, double End, int Digits)> Parts, bool Coarse)
{
    /// <summary>A longer interruption is left as it is. Seconds.</summary>
    const double Pause = 2;

    public static SpokenTimes Of(CardMatch match, List<Token> tokens, IReadOnlyList<PieceSource> pieces,
        Func<int, long, (double Start, double End)?>? timeOf)
    {
        var parts = new List<(double Start, double End, int Digits)>();
        var fine = false;
        for (var i = match.First; i <= match.Last; i++)
        {
            var piece = pieces[tokens[i].Piece];
            var exact = timeOf?.Invoke(tokens[i].Piece, piece.Offset + tokens[i].Offset);
            var (start, end) = exact ?? (piece.Start, piece.End);
            fine |= exact is not null;
            if (double.IsNaN(start))
            {
                continue;
            }

            end = Math.Max(start, end);
            if (parts.Count > 0 && start - parts[^1].End <= Pause && start >= parts[^1].Start)
            {
                parts[^1] = (parts[^1].Start, Math.Max(parts[^1].End, end), parts[^1].Digits + 1);
            }
            else
            {
                parts.Add((start, end, 1));
            }
        }

        // Each part has its share of the digits: a word may say several.
        var all = parts.Sum(x => x.Digits);
        for (var i = 0; i < parts.Count; i++)
        {
            parts[i] = (parts[i].Start, parts[i].End, (int)Math.Round((double)match.Digits * parts[i].Digits / all));
        }

        return new(parts, !fine && tokens[match.First].Piece == tokens[match.Last].Piece);
    }
}
