using Compliance.Exchange;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Recordings.State;

/// <summary>Remembers whose sealing was ended; benches run none by themselves.</summary>
sealed class EndedSealings : ISealingTerminator
{
    readonly Lock gate = new();
    readonly List<RecordingId> ended = [];

    public IReadOnlyList<RecordingId> Ended => ended;

    public string InstanceOf(TenantScope scope, RecordingId id) => $"seal-{id}";

    public Task TerminateAsync(TenantScope scope, RecordingId id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            ended.Add(id);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Counts what costs a call of the vault, and has its moods.</summary>
sealed class CountedVaults(ITenantVaultProvider inner) : ITenantVaultProvider
{
    int calls;

    public int Calls => calls;

    /// <summary>As if hosts noticed a new version only then.</summary>
    public TimeSpan? NoticedLater { get; set; }

    /// <summary>This host has not noticed the newest version: it lists and wraps as before it.</summary>
    public bool Lags { get; set; }

    /// <summary>Comes before each unwrapping; may throw in its place.</summary>
    public Action<WrappedKey> Unwrapping { get; set; } = _ => { };

    public TimeSpan NoticedWithin => NoticedLater ?? inner.NoticedWithin;

    public ITenantVault Open(TenantScope scope) => new Counted(this, inner.Open(scope));

    sealed class Counted(CountedVaults owner, ITenantVault inner) : ITenantVault
    {
        public async Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellationToken) =>
            VaultOperations.Wrap((await PublicKeysAsync(cancellationToken)).Seal[0], key);

        public Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner.calls);
            owner.Unwrapping(wrapped);
            return inner.UnwrapAsync(wrapped, cancellationToken);
        }

        public Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner.calls);
            return inner.UnwrapContentKeyAsync(wrapped, cancellationToken);
        }

        public Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner.calls);
            return inner.SignAsync(sha256, cancellationToken);
        }

        public async Task<VaultKeys> PublicKeysAsync(CancellationToken cancellationToken)
        {
            var keys = await inner.PublicKeysAsync(cancellationToken);
            return owner.Lags ? keys with { Seal = [.. keys.Seal.Skip(1)] } : keys;
        }
    }
}

/// <summary>A bench has no bus.</summary>
sealed class NoMessages : ITenantMessages
{
    public Task<SendOutcome> SendAsync(TenantScope scope, IReadOnlyList<TenantMessage> messages, CancellationToken cancellationToken) =>
        Task.FromResult(SendOutcome.Unreachable);
}

/// <summary>A recogniser that says what a test has it say; none until then.</summary>
sealed class FakeSpeech : ISpeechEngines, ISpeechTranscriber
{
    public Func<Transcription>? Answer { get; set; }

    public int Asked { get; private set; }

    /// <summary>Those of the tenant that was asked for last.</summary>
    public SpeechSettings? Settings { get; private set; }

    public SpeechEngine Engine { get; } = new("fake 1", 0, TimeSpan.FromMinutes(1));

    public ISpeechTranscriber? Of(TenantScope scope, SpeechSettings settings)
    {
        Settings = settings;
        return Answer is null ? null : this;
    }

    public Task<Transcription> TranscribeAsync(ReadOnlyMemory<short> sound, string? language, CancellationToken cancellationToken)
    {
        Asked++;
        return Task.FromResult(Answer!());
    }
}
