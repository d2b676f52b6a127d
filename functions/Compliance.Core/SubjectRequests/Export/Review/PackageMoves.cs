using System.Globalization;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// A reviewer's actions on a package before it goes out: redacting what would harm others, and releasing it. Both name the reviewed
/// revision; both are written to the register before anything else happens.
/// </summary>
public sealed class PackageMoves(
    SubjectRequestChange changes, PackageRedactionStore redactions, RedactionRules rules, IndexSecretReader secrets, TimeProvider clock)
{
    static readonly Failure Released = Failure.Conflict("The package has been released and can no longer be changed.");
    static readonly Failure Building = Failure.Conflict("The package is being built; review it when it is ready.");

    /// <summary>Replaces all redactions; the package is then rebuilt. A package that no longer exists is built again.</summary>
    /// <param name="other">The failure to return if the revision is not the current one.</param>
    public async Task<Outcome<StoredSubjectRequest>> RedactAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        RedactionForm form,
        int revision,
        Failure other,
        CancellationToken cancellationToken)
    {
        var mac = await MacAsync(store, revision, form.Items(), cancellationToken);
        var by = new Announcement(actor, SubjectRequestEvents.Redacted, SubjectRequestTexts.Short(mac));
        return await changes.ApplyAsync(store, id, by, async (document, token) =>
        {
            if (!HasPackage(document, out var package, out var failure))
            {
                return failure;
            }

            if (package.RedactionsMac is { } made && DerivedMac.Matches(made, mac))
            {
                return document;
            }

            if (Refusal(document, package, revision, other, out var to) is { } refusal)
            {
                return refusal;
            }

            return await RepackAsync(store, new StoredSubjectRequest(id, document, default), form, mac, to, token);
        }, cancellationToken);
    }

    /// <param name="to">The state of the request while the package is put together again.</param>
    async Task<Outcome<SubjectRequestDocument>> RepackAsync(
        TenantStore store,
        StoredSubjectRequest stored,
        RedactionForm form,
        string mac,
        SubjectRequestState to,
        CancellationToken cancellationToken)
    {
        var (document, package, items) = (stored.Document, stored.Document.Package!, form.Items());
        var before = await redactions.FindAsync(store, stored.Id, package, cancellationToken);
        var changed = Changed(before.Redactions, items);
        if (changed.Count == 0 && PackageStages.Of(document, clock.GetUtcNow()) is PackageStage.Ready)
        {
            return document;
        }

        if (await rules.CheckAsync(store, stored, form, changed, cancellationToken) is { Any: true } errors)
        {
            return Failure.Invalid(errors);
        }

        var again = package.Again() with { RedactionsMac = mac, Redactions = items.Count };
        var set = new RedactionSet(items, Revisions(before, changed, again.Revision));
        await redactions.PutAsync(store, stored.Id, mac, set, cancellationToken);
        var count = items.Count.ToString(CultureInfo.InvariantCulture);
        return (document with { State = to, Package = again, Run = document.Run with { Step = RunStep.Repack } })
            .At(clock.GetUtcNow(), SubjectRequestEvents.Step(SubjectRequestEvents.Redacted), count);
    }

    /// <summary>From then on the package does not change.</summary>
    public Task<Outcome<StoredSubjectRequest>> ReleaseAsync(
        TenantStore store, Actor actor, SubjectRequestId id, ReleaseForm form, CancellationToken cancellationToken) =>
        changes.ApplyAsync(
            store, id, new Announcement(actor, SubjectRequestEvents.Released), document => Release(document, form), cancellationToken);

    Outcome<SubjectRequestDocument> Release(SubjectRequestDocument document, ReleaseForm form)
    {
        if (!HasPackage(document, out var package, out var failure))
        {
            return failure;
        }

        switch (PackageStages.Of(document, clock.GetUtcNow()))
        {
            case PackageStage.Building:
                return Building;
            case PackageStage.Expired or PackageStage.Erased:
                return PackageReader.Over;
        }

        if (package.Revision != form.Revision)
        {
            return Failure.Conflict("The package has been rebuilt since that revision; review the current one.");
        }

        if (package.ReleasedAt is not null)
        {
            return document;
        }

        return SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Release, out var to)
            ? (document with { State = to, Package = package with { ReleasedAt = clock.GetUtcNow() } })
                .At(clock.GetUtcNow(), SubjectRequestEvents.Step(SubjectRequestEvents.Released), "success")
            : Failure.Conflict("In its present state the request has nothing to release.");
    }

    /// <summary>Since which revision each recording is as it is.</summary>
    static Dictionary<string, int> Revisions(RedactionSet before, IEnumerable<RecordingId> changed, int revision)
    {
        var revisions = new Dictionary<string, int>(before.Changes, StringComparer.Ordinal);
        foreach (var recording in changed)
        {
            revisions[recording.ToString()] = revision;
        }

        return revisions;
    }

    /// <param name="to">The state of the request while the package is put together again.</param>
    static Failure? Refusal(
        SubjectRequestDocument document, PackageState package, int revision, Failure other, out SubjectRequestState to)
    {
        var mayRepack = SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Repack, out to);
        return package.ReleasedAt is not null ? Released
            : !mayRepack ? Building
            : package.Revision != revision ? other
            : null;
    }

    static bool HasPackage(
        SubjectRequestDocument document,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PackageState? package,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Failure? failure)
    {
        package = document.Package;
        failure = package is not null ? null
            : document.Type is SubjectRequestType.Access or SubjectRequestType.Portability ? Building
            : PackageReader.NoPackage;
        return package is not null;
    }

    /// <summary>Recordings whose redactions differ.</summary>
    static List<RecordingId> Changed(IReadOnlyList<RecordingRedaction> before, IReadOnlyList<RecordingRedaction> now)
    {
        var (old, fresh) = (ById(before), ById(now));
        return [.. old.Keys.Union(fresh.Keys).Where(x => old.GetValueOrDefault(x) != fresh.GetValueOrDefault(x))];
    }

    static Dictionary<RecordingId, string> ById(IReadOnlyList<RecordingRedaction> items) =>
        items.ToDictionary(x => x.RecordingId, x => System.Text.Encoding.UTF8.GetString(StateJson.Write(x)));

    async Task<string> MacAsync(
        TenantStore store, int revision, IReadOnlyList<RecordingRedaction> items, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return secret.RequestMac(StrictJson.Write(new Macked(revision, items)));
    }

    sealed record Macked(int Revision, IReadOnlyList<RecordingRedaction> Redactions);
}
