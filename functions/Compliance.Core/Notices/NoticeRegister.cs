using Compliance.Audit;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Notices;

/// <param name="IsNew">Whether this call created the version.</param>
public sealed record PutNotice(StoredNotice Stored, bool IsNew);

/// <summary>All notices of the register.</summary>
/// <param name="Entries">By id.</param>
/// <param name="Unverifiable">Notices left out because what is stored of them failed authentication.</param>
public sealed record ListedNotices(IReadOnlyList<StoredNotice> Entries, int Unverifiable);

/// <summary>
/// A tenant's register of notices of processing (GDPR Art. 12-14): what people were told, in which words, and when those were valid. A
/// version that a call or a consent names is evidence: it is never changed, it ends.
/// </summary>
public sealed class NoticeRegister(
    NoticeVersionStore documents, NoticeChange changes, NoticeAudit audit, NoticeOutbox pending, TimeProvider clock)
{
    const string Event = "notice.changed";
    const string Used = "notice.used";
    const int Most = 200;
    const int MostVersions = 100;

    internal static Failure Absent { get; } = Failure.NotFound("The register of notices has no such entry.");

    /// <summary>Creates a version, or replaces one that was not used yet. Putting what is there already changes nothing.</summary>
    public async Task<Outcome<PutNotice>> PutAsync(
        TenantStore store, Actor actor, NoticeId id, Notice notice, CancellationToken cancellationToken)
    {
        while (await documents.FindAsync(store, id, cancellationToken) is null)
        {
            if (await documents.ListAsync(store, cancellationToken).CountAsync(cancellationToken) >= Most)
            {
                return Failure.Conflict($"The register takes at most {Most} notices.");
            }

            if (await TryCreateAsync(store, actor, id, notice, cancellationToken) is { } first)
            {
                return first;
            }
        }

        var isNew = false;
        var changed = await changes.ApplyAsync(
            store,
            id,
            new Announcement(actor, Event, AuditDigest.Of(notice.Version)),
            document =>
            {
                isNew = document.Find(notice.Version) is null;
                return Change(document, actor, notice);
            },
            cancellationToken);
        return changed.IsSuccess(out var written, out var failure) ? new PutNotice(written, isNew) : failure;
    }

    public async Task<Outcome<StoredNotice>> FindAsync(TenantStore store, NoticeId id, CancellationToken cancellationToken) =>
        await documents.FindAsync(store, id, cancellationToken) is { } stored ? stored : Absent;

    public async Task<ListedNotices> ListAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var (all, unverifiable) = (new List<StoredNotice>(), 0);
        await foreach (var id in documents.ListAsync(store, cancellationToken))
        {
            try
            {
                if (await documents.FindAsync(store, id, cancellationToken) is { } stored)
                {
                    all.Add(stored);
                }
            }
            catch (UnauthenticDocumentException)
            {
                unverifiable++;
            }
        }

        return new ListedNotices(all, unverifiable);
    }

    /// <summary>
    /// The version that somebody was given at a time. From now on it is in use and stays as it is. Of several versions in a language, the
    /// one that was valid then and began last.
    /// </summary>
    /// <param name="field">Of the reference in the body.</param>
    public async Task<Outcome<GivenNotice>> UseAsync(
        TenantStore store, Actor actor, NoticeReference reference, DateTimeOffset at, string field, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(store, reference.Id, cancellationToken) is not { } stored)
        {
            return Failure.Invalid($"{field}.id", "is not in the register of notices");
        }

        if (Choose(stored.Document, reference, at) is not { } chosen)
        {
            return reference.Version is null
                ? Failure.Invalid($"{field}.language", "is none in which this notice has a version for the channel")
                : Failure.Invalid($"{field}.version", "is no version of this notice");
        }

        var version = chosen.Notice.Version;
        if (chosen.UsedSince is null)
        {
            var now = clock.GetUtcNow();
            var used = await changes.ApplyAsync(
                store,
                reference.Id,
                new Announcement(actor, Used, AuditDigest.Of(version)),
                document => document.Find(version) is { UsedSince: null } unused
                    ? document.With(unused with { UsedSince = now })
                    : document,
                cancellationToken);
            if (!used.IsSuccess(out var written, out var failure))
            {
                return failure;
            }

            // Somebody may have replaced it until then.
            chosen = written.Document.Find(version)!;
        }

        return new GivenNotice(reference.Id, version) { IsOutOfTime = !chosen.Notice.IsValidAt(at) };
    }

    /// <summary>Closes what a crash left open in the audit log; called by the reconcile timer.</summary>
    public async Task ReconcileAsync(TenantStore store, CancellationToken cancellationToken)
    {
        await foreach (var id in pending.ListAsync(store, cancellationToken))
        {
            try
            {
                await audit.CloseOwedAsync(store, id, cancellationToken);
            }
            catch (UnauthenticDocumentException)
            {
                // Health and fsck name it; it does not hold up the others.
            }
        }
    }

    internal static NoticeVersion? Choose(NoticeDocument document, NoticeReference reference, DateTimeOffset at) =>
        reference.Version is { } version
            ? document.Find(version)
            : document.Versions
                .Where(x => string.Equals(x.Notice.Language, reference.Language, StringComparison.OrdinalIgnoreCase)
                    && (reference.Channel is null || x.Notice.Channel == reference.Channel))
                .OrderByDescending(x => x.Notice.IsValidAt(at))
                .ThenByDescending(x => x.Notice.ValidFrom)
                .FirstOrDefault();

    Outcome<NoticeDocument> Change(NoticeDocument document, Actor actor, Notice notice)
    {
        var before = document.Find(notice.Version);
        if (before?.Notice.IsSameAs(notice) is true)
        {
            return document;
        }

        if (notice.RefersTo is not null && document.Find(notice.RefersTo) is null)
        {
            return Failure.Invalid("refersTo", "is no version of this notice");
        }

        var now = clock.GetUtcNow();
        return before switch
        {
            { UsedSince: not null } when !before.Notice.DiffersByEndFrom(notice) =>
                Failure.Conflict("This version is in use: calls or consents name it. Put the change as a new version."),
            { UsedSince: not null } when notice.ValidTo < now =>
                Failure.Invalid("validTo", "must not be in the past: the version is in use"),
            null when document.Versions.Count >= MostVersions =>
                Failure.Conflict($"A notice takes at most {MostVersions} versions: begin another one."),
            _ => document.With(new NoticeVersion(notice, now, actor.Pseudonym, before?.UsedSince)),
        };
    }

    /// <returns>Null where another was first.</returns>
    async Task<Outcome<PutNotice>?> TryCreateAsync(
        TenantStore store, Actor actor, NoticeId id, Notice notice, CancellationToken cancellationToken)
    {
        if (notice.RefersTo is not null)
        {
            return Failure.Invalid("refersTo", "is no version of this notice");
        }

        var owed = await audit.BeginAsync(store, id, actor, Event, $"created/{actor.Pseudonym}", cancellationToken);
        var document = new NoticeDocument { Versions = [new NoticeVersion(notice, clock.GetUtcNow(), actor.Pseudonym)] }.With(owed);
        if (!await documents.TryCreateAsync(store, id, document, cancellationToken))
        {
            await audit.RefusedAsync(store, id, owed, cancellationToken);
            return null;
        }

        await audit.CloseOwedAsync(store, id, cancellationToken);
        return (await FindAsync(store, id, cancellationToken)).IsSuccess(out var stored, out var failure)
            ? new PutNotice(stored, IsNew: true)
            : failure;
    }
}
