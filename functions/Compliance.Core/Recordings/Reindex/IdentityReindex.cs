using System.Collections.Concurrent;
using System.Globalization;
using Compliance.Audit;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Recordings;

/// <summary>
/// Brings a tenant's index under today's <see cref="IdentitySpellings"/> and rules of retention, step by step. <c>state/index/spelling</c>
/// and the manifests themselves tell the progress: a repeated step finds what is already done. Until it has ended, lookups ask for former
/// spellings too.
/// </summary>
public sealed class IdentityReindex(
    TenantStoreFactory stores,
    ReindexStore jobs,
    RecordingStateStore states,
    RecordingReindex recordings,
    TenantSettingsStore settings,
    IAuditLog log,
    IOptions<ReindexOptions> options,
    TimeProvider clock)
{
    /// <summary>Of entries in the audit log that nobody made but the job.</summary>
    public const string Origin = "ReindexIdentities";

    /// <summary>Intent when it begins, done when it ends.</summary>
    public const string Reindexed = "index.reindexed";

    const int StepSize = 200;

    /// <summary>While an instance of the app is of an older version than the one that began.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    static readonly TimeSpan StepTime = TimeSpan.FromSeconds(30);

    public async Task<ReindexView> ReadAsync(TenantStore store, CancellationToken cancellationToken) =>
        ReindexView.Of((await jobs.ReadAsync(store, cancellationToken)).Document);

    /// <summary>Begins the job if the index is by a former version, or by several, and says whether one is under way. One read.</summary>
    public async Task<bool> IsDueAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var job = (await jobs.ReadAsync(store, cancellationToken)).Document;
        if (!job.IsActive && (job.Version < IdentitySpellings.Current || job.Rules != await RulesAsync(store, cancellationToken)))
        {
            await AskAsync(store, Actor.System(Origin), cancellationToken);
            return true;
        }

        return job.IsActive;
    }

    /// <summary>Begins the job. If one is running, that one serves.</summary>
    /// <returns>Whether this call began it.</returns>
    public async Task<bool> AskAsync(TenantStore store, Actor actor, CancellationToken cancellationToken)
    {
        for (var at = clock.GetUtcNow(); ;)
        {
            var stored = await jobs.ReadAsync(store, cancellationToken);
            if (stored.Document.IsActive)
            {
                return false;
            }

            // Announced as what it is to become, under one operation however often it is tried.
            var begun = new ReindexDocument
            {
                State = ReindexState.Running,
                Version = stored.Document.Version,
                Rules = stored.Document.Rules,
                TargetRules = await RulesAsync(store, cancellationToken),
                StartedAt = at,
            };
            await AppendAsync(store.Scope, begun, AuditPhase.Intent, actor, cancellationToken);
            if (await jobs.TryWriteAsync(store, stored, begun, cancellationToken))
            {
                return true;
            }
        }
    }

    /// <summary>Performs one step.</summary>
    public async Task<WalkTurn> TurnAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var stored = await jobs.ReadAsync(store, cancellationToken);
        if (!stored.Document.IsActive)
        {
            return new(Ended: true);
        }

        if (stored.Document.Target > IdentitySpellings.Current)
        {
            return new(Ended: false, clock.GetUtcNow() + Patience);
        }

        var job = stored.Document with { State = ReindexState.Running, Fault = null };
        job = job with
        {
            Total = job.Total ?? await states.ListAsync(store, cancellationToken).LongCountAsync(cancellationToken),
            Walk = await job.Walk.AdvanceAsync(states, store, cancellationToken),
        };
        if (job.Walk.Listed.Count == 0)
        {
            // Written before the state: a crash in between repeats this entry, which counts once.
            await AppendAsync(scope, job, AuditPhase.Done, Actor.System(Origin), cancellationToken);
            var ended = job with
            {
                State = ReindexState.Completed,
                Version = job.Target,
                Rules = job.TargetRules,
                EndedAt = clock.GetUtcNow(),
                Walk = RecordingWalk.End,
            };
            await jobs.TryWriteAsync(store, stored, ended, cancellationToken);
            return new(Ended: false);
        }

        var began = clock.GetUtcNow();
        var looked = await StepAsync(store, job, cancellationToken);
        await jobs.TryWriteAsync(store, stored, With(job, looked), cancellationToken);
        return new(Ended: false, began + TimeSpan.FromSeconds(looked.Count / options.Value.PerSecond));
    }

    /// <summary>Records that a step was retried for long and gave up.</summary>
    /// <param name="fault">The exception's type.</param>
    public async Task FailAsync(TenantScope scope, string fault, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        while (await jobs.ReadAsync(store, cancellationToken) is { Document.IsActive: true } stored
            && !await jobs.TryWriteAsync(
                store, stored, stored.Document with { State = ReindexState.Failed, Fault = fault }, cancellationToken))
        {
        }
    }

    async Task<IReadOnlyCollection<(RecordingId Id, ReindexResult Result)>> StepAsync(
        TenantStore store, ReindexDocument job, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var (looked, began) = (new ConcurrentQueue<(RecordingId, ReindexResult)>(), clock.GetTimestamp());
        var limits = new ParallelOptions { MaxDegreeOfParallelism = options.Value.AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(job.Walk.Listed.Take(StepSize), limits, async (id, token) =>
        {
            if (clock.GetElapsedTime(began) < StepTime)
            {
                looked.Enqueue((id, await recordings.WriteAsync(store, id, current, token)));
            }
        });
        return looked;
    }

    async Task<int> RulesAsync(TenantStore store, CancellationToken cancellationToken) =>
        (await settings.ReadAsync(store.Scope, cancellationToken)).Retention.At(clock.GetUtcNow()).Version;

    static ReindexDocument With(ReindexDocument job, IReadOnlyCollection<(RecordingId Id, ReindexResult Result)> looked)
    {
        long Count(ReindexResult result) => looked.Count(x => x.Result == result);
        var failed = looked.Where(x => x.Result is ReindexResult.Failed).Select(x => x.Id);
        return job with
        {
            Current = job.Current + Count(ReindexResult.Current),
            Written = job.Written + Count(ReindexResult.Written),
            Failed = job.Failed + Count(ReindexResult.Failed),
            Failures = [.. job.Failures.Concat(failed).Take(ReindexDocument.MostFailures)],
            Walk = job.Walk.Without(looked.Select(x => x.Id)),
        };
    }

    Task AppendAsync(TenantScope scope, ReindexDocument job, AuditPhase phase, Actor actor, CancellationToken cancellationToken)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["from"] = job.Version.ToString(CultureInfo.InvariantCulture),
            ["to"] = job.Target.ToString(CultureInfo.InvariantCulture),
            ["written"] = job.Written.ToString(CultureInfo.InvariantCulture),
            ["failed"] = job.Failed.ToString(CultureInfo.InvariantCulture),
        };
        return log.AppendAsync(
            scope,
            new AuditEntry(
                Reindexed,
                $"{job.Target}/{Rfc3339.Format(job.StartedAt!.Value)}",
                phase,
                actor.Pseudonym,
                AuditEntry.Success,
                actor.Origin,
                "index/spelling",
                details),
            cancellationToken);
    }
}
