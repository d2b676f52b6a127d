using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>Makes streams of some pieces out of the stream of all.</summary>
static class TokenPieces
{
    /// <summary>The same tokens, apart by what each piece belongs to, as if the pieces of each had been read alone; none if all belong to
    /// one.</summary>
    public static Dictionary<int, List<Token>> Divide(List<Token> tokens, List<TokenPiece> pieces, Func<int, int> owner)
    {
        var streams = new Dictionary<int, (List<Token> Tokens, Gap Trail)>();
        var sizes = new Dictionary<int, int>();
        foreach (var piece in pieces)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(sizes, owner(piece.Piece), out _) += piece.Count;
        }

        if (sizes.Count < 2)
        {
            return [];
        }

        var all = CollectionsMarshal.AsSpan(tokens);
        foreach (var piece in pieces)
        {
            ref var stream = ref CollectionsMarshal.GetValueRefOrAddDefault(
                streams, owner(piece.Piece), out var known);
            if (!known)
            {
                stream = (new List<Token>(sizes[owner(piece.Piece)]), Gap.Break);
            }

            stream.Trail |= Gap.Piece;
            if (piece.Count > 0)
            {
                stream.Tokens.AddRange(all.Slice(piece.First, piece.Count));
                CollectionsMarshal.AsSpan(stream.Tokens)[^piece.Count] =
                    all[piece.First] with { Before = stream.Trail | piece.Lead };
                stream.Trail = Gap.None;
            }

            stream.Trail |= piece.Trail;
        }

        return streams.ToDictionary(x => x.Key, x => x.Value.Tokens);
    }
}
