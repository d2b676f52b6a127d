using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Applies holds and restrictions: announces the change, writes it with <c>If-Match</c> and settles it. If a change and an erasure race,
/// the state blob decides which wins, and the loser sees the winner's result.
/// </summary>
static class SafeguardChange
{
    /// <param name="change">Pure; the document itself, where it is so already.</param>
    public static async Task<Outcome<RecordingDocument>> ProtectAsync(
        this RecordingChange changes,
        TenantStore store,
        RecordingId id,
        Announcement by,
        RecordingOperation operation,
        Func<RecordingDocument, Outcome<RecordingDocument>> change,
        CancellationToken cancellationToken)
    {
        try
        {
            var changed = await changes.ApplyAsync(
                store, id, by, document => Refusal(document, operation) is { } refusal ? refusal : change(document), cancellationToken);
            return changed.IsSuccess(out var stored, out var failure) ? stored.Document : failure;
        }
        catch (ManifestException)
        {
            return RecordingFailure.NotAuthentic;
        }
    }

    /// <summary>The operation leaves the state as it is.</summary>
    static Failure? Refusal(RecordingDocument document, RecordingOperation operation) => document switch
    {
        { State: RecordingState.Erased } => RecordingFailure.Erased(document),
        _ when !RecordingTransitions.TryApply(document, operation, out _) => Failure.Conflict("This recording is being erased."),
        { Manifest: null } => RecordingFailure.Unknown,
        _ => null,
    };
}
