using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>Finds the recording of a call in which something was said, and its callers.</summary>
public sealed class ConsentCalls(CallMap calls, RecordingStateStore states)
{
    /// <param name="token">Of the call id.</param>
    /// <returns>The call, without a recording while none is announced, and its callers' tokens.</returns>
    public async Task<(ConsentCall Call, IReadOnlyList<ConsentToken> Callers)> OfAsync(
        TenantStore store, string token, CancellationToken cancellationToken) =>
        await calls.FindAsync(store, token, cancellationToken) is { } id
        && await states.FindAsync(store, id, cancellationToken) is { } recording
            ? (new ConsentCall(token, id, recording.Document.Facts.Queue), CallerTokens.Of(recording))
            : (new ConsentCall(token), []);
}
