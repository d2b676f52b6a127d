using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>What was found where a consent is claimed to be spoken.</summary>
public enum ClaimFinding
{
    /// <summary>There is sound. What is said nobody listened to.</summary>
    Heard,

    /// <summary>No channel of any sound file has sound there.</summary>
    Silent,

    /// <summary>Every sound file ends before.</summary>
    BeyondMedia,

    /// <summary>The record is of no recording, or the recording has no sound, or is erased.</summary>
    NoMedia,

    /// <summary>No decoder reads the sound, or what is stored of it fails its integrity check.</summary>
    Unreadable,

    /// <summary>The recording may not be played for it: it is restricted, in quarantine, or not sealed.</summary>
    Withheld,
}

/// <param name="MediaSeconds">The time in the media that the record names.</param>
public sealed record SampledClaim(ConsentId ConsentId, RecordingId? RecordingId, double MediaSeconds, ClaimFinding Finding);

/// <summary>A sample of the claims of a period (<c>GET …/subjects/consents/report/silence</c>).</summary>
/// <param name="Claims">All consents of the period that are claimed to be spoken at a time in the media.</param>
/// <param name="Sampled">How many of them were looked at, chosen at random.</param>
/// <param name="IsComplete">False where the time for an answer ended before the sample did, or there are too many records.</param>
/// <param name="Items">Those in which nothing was heard.</param>
public sealed record ConsentSample(
    DateTimeOffset From,
    DateTimeOffset To,
    int Claims,
    int Sampled,
    int Silent,
    int Unverifiable,
    bool IsComplete,
    IReadOnlyList<SampledClaim> Items);

/// <summary>Looks, in a sample of the consents that are claimed to be spoken, for those at whose time there is silence.</summary>
public sealed class ConsentSamples(ConsentStore records, RecordingReader recordings, IAuditLog audit, TimeProvider clock)
{
    public const int Usual = 100;
    public const int Most = 1000;

    /// <summary>Seconds before the time that the record names, and after it, in which there must be sound.</summary>
    public const double Before = 5;
    public const double After = 10;

    const string Event = "consent.sampled";
    const string Resource = "consents/report/silence";
    const int AtOnce = 4;

    /// <summary>The sample ends with it, so that there is an answer.</summary>
    static readonly TimeSpan MostTime = TimeSpan.FromMinutes(2);

    static readonly AccessPurpose Purpose = new(PurposeKind.ConsentCheck, "");

    /// <param name="size">Claims to look at.</param>
    public async Task<Outcome<ConsentSample>> TakeAsync(
        TenantStore store, ConsentReportQuery query, int size, Caller caller, string origin, CancellationToken cancellationToken)
    {
        var (chosen, claims, looked, unverifiable, until) = (new List<Claim>(), 0, 0, 0, clock.GetUtcNow() + MostTime);
        await foreach (var (id, facts) in records.ListAsync(store, "", cancellationToken).Take(ConsentReporter.Most))
        {
            looked++;
            unverifiable += facts is null ? 1 : 0;
            foreach (var said in facts is not null && query.Covers(facts) ? facts.Happened(until).Where(x => IsClaim(x, query)) : [])
            {
                // Each has the same chance (reservoir sampling), and nobody can know which are chosen.
                var claim = new Claim(id, facts!.Recording, said.MediaSeconds!.Value);
                if (++claims <= size)
                {
                    chosen.Add(claim);
                }
                else if (RandomNumberGenerator.GetInt32(claims) is var place && place < size)
                {
                    chosen[place] = claim;
                }
            }
        }

        var done = new ConcurrentBag<SampledClaim>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(chosen.Where(_ => clock.GetUtcNow() < until), options, async (claim, token) => done.Add(
            new(claim.Id, claim.Recording, claim.Seconds, await FindAsync(store, claim, caller, token))));
        var sample = new ConsentSample(
            query.Period.From,
            query.Period.To,
            claims,
            done.Count,
            done.Count(x => x.Finding is ClaimFinding.Silent),
            unverifiable,
            done.Count == chosen.Count && looked < ConsentReporter.Most,
            [.. done.Where(x => x.Finding is not ClaimFinding.Heard).OrderBy(x => x.ConsentId.ToString(), StringComparer.Ordinal)]);
        await AuditAsync(store, caller, origin, sample);
        return sample;
    }

    static bool IsClaim(ConsentFact said, ConsentReportQuery query) =>
        said.MediaSeconds is not null && ConsentTransitions.IsValid(said.State) && query.Covers(said);

    async Task<ClaimFinding> FindAsync(TenantStore store, Claim claim, Caller caller, CancellationToken cancellationToken)
    {
        if (claim.Recording is not { } id)
        {
            return ClaimFinding.NoMedia;
        }

        var found = await recordings.HearAsync<ClaimFinding>(
            store, id, Purpose, caller, async (files, _) => await ListenAsync(files, claim.Seconds, cancellationToken), cancellationToken);
        return found.IsSuccess(out var finding, out var failure) ? finding : failure.Kind switch
        {
            FailureKind.Forbidden or FailureKind.Conflict => ClaimFinding.Withheld,
            FailureKind.FailedVerification => ClaimFinding.Unreadable,
            _ => ClaimFinding.NoMedia,
        };
    }

    /// <summary>One file with sound there is enough.</summary>
    static async Task<ClaimFinding> ListenAsync(IReadOnlyList<GateFile> files, double seconds, CancellationToken cancellationToken)
    {
        var found = ClaimFinding.NoMedia;
        foreach (var file in files)
        {
            var stretch = await SoundStretch.OfAsync(file, seconds - Before, seconds + After, cancellationToken);
            var here = stretch is null ? ClaimFinding.Unreadable
                : stretch.End <= seconds ? ClaimFinding.BeyondMedia
                : stretch.IsSilent ? ClaimFinding.Silent
                : ClaimFinding.Heard;
            if (here is ClaimFinding.Heard)
            {
                return here;
            }

            // What one file leaves open is not silence.
            found = here is ClaimFinding.Unreadable || found is ClaimFinding.Unreadable ? ClaimFinding.Unreadable
                : here is ClaimFinding.Silent || found is ClaimFinding.Silent ? ClaimFinding.Silent
                : here;
        }

        return found;
    }

    Task AuditAsync(TenantStore store, Caller caller, string origin, ConsentSample sample) => audit.AppendAsync(
        store.Scope,
        new AuditEntry(
            Event,
            $"{caller.Pseudonym}/{Rfc3339.Format(clock.GetUtcNow())}",
            AuditPhase.Single,
            caller.Pseudonym,
            AuditEntry.Success,
            origin,
            Resource,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [ReadAudit.Purpose] = AccessPurpose.ConsentCheck,
                ["sampled"] = sample.Sampled.ToString(CultureInfo.InvariantCulture),
                ["silent"] = sample.Silent.ToString(CultureInfo.InvariantCulture),
            }),
        CancellationToken.None);

    sealed record Claim(ConsentId Id, RecordingId? Recording, double Seconds);
}
