namespace Compliance.Pci;

/// <summary>A piece without a time counts as said between those beside it.</summary>
static class UntimedPieces
{
    public static void Place(List<TranscriptPiece> pieces, int fields)
    {
        var (timed, all) = (new int[fields], new int[fields]);
        foreach (var piece in pieces)
        {
            timed[piece.Field] += piece.IsTimed ? 1 : 0;
            all[piece.Field]++;
        }

        var before = new double[fields];
        var waiting = new Dictionary<int, List<int>>();
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            if (timed[piece.Field] == all[piece.Field] || timed[piece.Field] * 2 < all[piece.Field])
            {
                continue;
            }

            if (!piece.IsTimed)
            {
                pieces[i] = piece with { Start = before[piece.Field], End = before[piece.Field] + 1 };
                (waiting.TryGetValue(piece.Field, out var list) ? list : waiting[piece.Field] = []).Add(i);
                continue;
            }

            before[piece.Field] = piece.End;
            foreach (var open in waiting.GetValueOrDefault(piece.Field) ?? [])
            {
                pieces[open] = pieces[open] with { End = Math.Max(pieces[open].Start, piece.Start) };
            }

            waiting.Remove(piece.Field);
        }
    }
}
