using System.Collections.Concurrent;
using Compliance.Audit;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>
/// Has every new checkpoint cosigned by the witness that the tenant names, and copied to the address that it names. A host asks the witness
/// once when it starts, too: a log that was put back with all its accounts is then shorter than what the witness cosigned.
/// </summary>
public sealed class Witnessing(
    TenantStoreFactory stores,
    TransparencyLog logs,
    CheckpointStore checkpoints,
    TenantSettingsStore settings,
    WitnessClient witness,
    IWitnessPost http)
{
    readonly ConcurrentDictionary<TenantScope, long> settled = new();

    /// <returns>What the witness said; null if there was nothing to ask. <paramref name="cancellationToken"/> ends waiting.</returns>
    public async Task<WitnessResult?> AdvanceAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        if (await logs.CheckpointAsync(scope, cancellationToken) is not { } checkpoint
            || (settled.TryGetValue(scope, out var size) && size == checkpoint.Size))
        {
            return null;
        }

        var named = (await settings.ReadAsync(scope, cancellationToken)).Settings;
        var copied = named.AuditCopyUrl is not { } url
            || await http.TryPostAsync(url, checkpoint.Note, cancellationToken) is { Status: >= 200 and < 300 };
        var result = named.AuditWitness is { } one ? await AskAsync(scope, one, checkpoint, cancellationToken) : null;
        if (copied && result is null or { Verdict: WitnessVerdict.Cosigned })
        {
            settled[scope] = checkpoint.Size;
        }

        return copied ? result : result ?? WitnessResult.Of(WitnessVerdict.NotReached);
    }

    /// <summary>Asks the witness about the log as it is stored now.</summary>
    /// <returns>Null if the tenant names no witness, or the log is empty.</returns>
    public async Task<WitnessResult?> CompareAsync(TenantScope scope, CancellationToken cancellationToken) =>
        (await settings.ReadAsync(scope, cancellationToken)).Settings.AuditWitness is { } one
        && await logs.CheckpointAsync(scope, cancellationToken) is { } checkpoint
            ? await AskAsync(scope, one, checkpoint, cancellationToken)
            : null;

    async Task<WitnessResult> AskAsync(
        TenantScope scope, WitnessSettings one, StoredCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var result = WitnessKey.TryParse(one.Key, out var key)
            ? await witness.AskAsync(scope, key, one.Url, checkpoint, cancellationToken)
            : WitnessResult.Of(WitnessVerdict.Refused);
        if (result.Verdict is WitnessVerdict.Cosigned)
        {
            var note = SignedNote.Parse(checkpoint.Note.Span);
            var own = note.Signatures.Where(x => x.Name == checkpoint.Checkpoint.Origin);
            var cosigned = note with { Signatures = [.. own, .. result.Cosignatures] };

            // If another host was first, its checkpoint carries cosignatures of its own, or the next one will.
            await checkpoints.TryWriteAsync(
                stores.Open(scope),
                checkpoint,
                checkpoint.Checkpoint,
                cosigned.ToUtf8(),
                checkpoint.Position,
                cancellationToken,
                witnessed: checkpoint.Size);
        }

        return result;
    }
}
