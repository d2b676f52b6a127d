using Compliance.Audit;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Audit;

public class WriteAheadTests
{
    static readonly TenantScope Own = new(TenantId.Parse("acme"), TenantId.Parse("acme"));
    static readonly AuditEntry Intent = new(
        "test.changed", "op", AuditPhase.Intent, AuditEntry.System, AuditEntry.Success, "Test", "tests", Facts("announced", "1"));

    readonly MemoryLog log = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ChangeAsync_Change_StandsBetweenIntentAndDone()
    {
        var result = await log.ChangeAsync(Own, Intent, _ => Change(7), (done, x) => done with { Details = Facts("result", $"{x}") }, Cancellation);

        Assert.Equal(7, result);
        Assert.Equal(["intent success announced=1", "change", "done success result=7"], log.Events, StringComparer.Ordinal);
    }

    [Fact]
    public async Task ChangeAsync_ChangeThrows_StaysOpen()
    {
        await Assert.ThrowsAsync<TimeoutException>(
            () => log.ChangeAsync<int>(Own, Intent, _ => throw new TimeoutException(), Same, Cancellation));

        Assert.Equal(["intent success announced=1"], log.Events, StringComparer.Ordinal);
    }

    [Fact]
    public async Task ChangeAsync_IntentCantBeWritten_NothingChanges()
    {
        log.Broken = true;

        await Assert.ThrowsAsync<IOException>(() => log.ChangeAsync(Own, Intent, _ => Change(7), Same, Cancellation));

        Assert.Empty(log.Events);
    }

    [Fact]
    public async Task ChangeAsync_CallerGivesUpAfterTheChange_IsClosedAllTheSame()
    {
        using var caller = new CancellationTokenSource();

        await log.ChangeAsync(Own, Intent, async _ =>
        {
            await caller.CancelAsync();
            return await Change(1);
        }, Same, caller.Token);

        Assert.Equal(3, log.Events.Count);
    }

    [Fact]
    public async Task ChangeAsync_EntryThatIsNoIntent_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            log.ChangeAsync(Own, Intent with { Phase = AuditPhase.Single }, _ => Change(1), Same, Cancellation));

    static Dictionary<string, string> Facts(string name, string value) => new(StringComparer.Ordinal) { [name] = value };

    static AuditEntry Same(AuditEntry done, int result) => done;

    Task<int> Change(int result)
    {
        log.Events.Add("change");
        return Task.FromResult(result);
    }

    sealed class MemoryLog : IAuditLog
    {
        public List<string> Events { get; } = [];

        public bool Broken { get; set; }

        public Task AppendAsync(TenantScope scope, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Broken)
            {
                throw new IOException("no log");
            }

            Events.AddRange(entries.Select(
                entry => string.Join(
                    ' ', [AuditLine.NameOf(entry.Phase), entry.Outcome, .. entry.Details!.Select(x => $"{x.Key}={x.Value}")])));
            return Task.CompletedTask;
        }
    }
}
