using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>A piece of text as part of a stream of tokens.</summary>
/// <param name="First">Its first token.</param>
/// <param name="Lead">The separators in it before its first token.</param>
/// <param name="Trail">The separators in it after its last token; all of them if it has none.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct TokenPiece(int Piece, int First, int Count, Gap Lead, Gap Trail);
