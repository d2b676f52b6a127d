using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>What the gate decided for a generation.</summary>
/// <param name="Unopened">Ordinals of uploads that do not open under the tenant's key; they are kept as uploaded.</param>
/// <param name="Windows">The pauses it took into account, declared and live.</param>
public sealed record GateRecord(GatePlan Plan, IReadOnlyList<int> Unopened, IReadOnlyList<GateWindow> Windows);

/// <summary>Second step: the PCI gate examines every source and makes its plan.</summary>
public sealed class GateRun(LiveWindowReader live, TenantSettingsStore settings, ISpeechEngines speech)
{
    /// <exception cref="IOException">An upload or the tenant's recogniser could not be reached; the pass is tried again.</exception>
    /// <exception cref="SourceChangedException">An upload was overwritten after sealing had started.</exception>
    public async Task<GateRecord> ExamineAsync(
        TenantStore store, TakenRecording taken, SealingSources sources, CancellationToken cancellationToken)
    {
        var unopened = await UnopenedAsync(taken.Run, sources, cancellationToken);
        var files = taken.Run.Sources
            .Where(s => !unopened.Contains(s.Ordinal))
            .Select(s => new GateFile(s.Ordinal, s.Name, s.ContentType, s.ArrivedSize, token => sources.OpenAsync(s, token)));
        var call = SealedMetadata.Open(taken.Manifest, taken.Id, taken.Current).Call;
        var tenant = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var policy = tenant.PciPolicyFor(taken.Stored.Document.Facts.Queue);

        // While a hold stands, no pause that became known after sealing takes anything away.
        var windows = taken.Stored.Document.IsHeld && taken.Manifest.Pci is { } before
            ? before.Windows
            : (await live.ReadAsync(store, taken.Stored, call, cancellationToken)).Applied;
        var input = new GateInput([.. files], windows, GateInputBuilder.Media(call), call.Language, policy, call.StartedAt)
        {
            Transcriber = speech.Of(store.Scope, tenant.Speech),
        };
        return new GateRecord(await PciGate.ExamineAsync(input, cancellationToken), unopened, windows);
    }

    static async Task<IReadOnlyList<int>> UnopenedAsync(SealingRunState run, SealingSources sources, CancellationToken cancellationToken)
    {
        var unopened = new List<int>();
        foreach (var source in run.Sources.Where(s => s.Encrypted))
        {
            try
            {
                await using var clear = await sources.OpenAsync(source, cancellationToken);
                await clear.CopyToAsync(Stream.Null, cancellationToken);
            }
            catch (SealedContentException)
            {
                unopened.Add(source.Ordinal);
            }
        }

        return unopened;
    }
}
