using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Compares repeats with the first line of their id. The first one counts; a repeat may differ in its time alone, and another difference is
/// reported.
/// </summary>
/// <param name="covered">Entries of the tree that can be read from storage.</param>
sealed class Repeats(TenantStore store, long covered)
{
    readonly Dictionary<string, AuditLine> firsts = new(StringComparer.Ordinal);

    public void First(LoggedEntry entry) => firsts[entry.Line.Id] = entry.Line;

    /// <param name="index">Index of the first line in the tree.</param>
    public async Task CompareAsync(LoggedEntry repeat, long index, CancellationToken cancellationToken)
    {
        if (!firsts.TryGetValue(repeat.Line.Id, out var first))
        {
            if (index >= covered)
            {
                return;
            }

            var stored = await new TreeReader(store, covered, cancellationToken).EntriesAsync(index, 1).SingleAsync(cancellationToken);
            firsts[repeat.Line.Id] = first = AuditLine.Parse(stored.Span);
        }

        if (!(first with { At = repeat.Line.At }).ToUtf8().AsSpan().SequenceEqual(repeat.Utf8.Span))
        {
            store.Documents.Report(
                $"{ContainerNames.Audit}/{AuditBlobs.NameOf(repeat.Position.Blob)} at byte {repeat.Position.Offset}");
        }
    }
}
