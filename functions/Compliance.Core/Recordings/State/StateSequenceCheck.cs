using System.Globalization;
using Compliance.Audit;
using Compliance.Fsck;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Verifies that no recording's state is older than the audit log says. A state that was put back, even together with its key, is authentic;
/// but the log, which is append-only and signed, has the sequence of each announced change. One read of the log and of each recording in it.
/// </summary>
public sealed class StateSequenceCheck(TenantStoreFactory stores, AuditReader log, RecordingStateStore states) : IFsckCheck
{
    const string Resources = "recordings/";

    public string Name => "state sequences";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var (sound, findings) = (0L, new List<FsckFinding>());
        foreach (var (id, logged) in await LoggedAsync(scope, cancellationToken))
        {
            if (await WrongAsync(store, id, logged, cancellationToken) is { } wrong)
            {
                findings.Add(new FsckFinding($"{ContainerNames.State}: {RecordingStateStore.NameOf(id)}", wrong));
            }
            else
            {
                sound++;
            }
        }

        return new FsckResult(sound, "recordings", findings);
    }

    /// <summary>The highest sequence that the log has of each recording. A log that cannot be read to its end is another check's finding.</summary>
    async Task<Dictionary<RecordingId, long>> LoggedAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var logged = new Dictionary<RecordingId, long>();
        try
        {
            await foreach (var part in log.ReadAsync(scope, AuditPosition.Start, cancellationToken))
            {
                if (part is LoggedEntry { Line: { Details: { } details, Resource: var resource } }
                    && details.TryGetValue(PendingAudit.SequenceDetail, out var text)
                    && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
                    && resource.StartsWith(Resources, StringComparison.Ordinal)
                    && RecordingId.TryParse(resource[Resources.Length..], out var id))
                {
                    logged[id] = Math.Max(sequence, logged.GetValueOrDefault(id));
                }
            }
        }
        catch (InvalidDataException)
        {
            // What was read so far still counts.
        }

        return logged;
    }

    async Task<string?> WrongAsync(TenantStore store, RecordingId id, long logged, CancellationToken cancellationToken)
    {
        try
        {
            return await states.FindAsync(store, id, cancellationToken) switch
            {
                null => "it is gone, although the audit log has changes of it.",
                { Document.Lost: not null } => null,
                { Document.Sequence: var stored } => stored >= logged ? null : string.Create(
                    CultureInfo.InvariantCulture, $"it was put back to version {stored}; the audit log has version {logged}."),
            };
        }
        catch (ManifestException)
        {
            // Another check reports a state that is not authentic.
            return null;
        }
    }
}
