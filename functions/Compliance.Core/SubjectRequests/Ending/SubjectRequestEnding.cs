using Compliance.Audit;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Ends requests whose time is over (GDPR Art. 5(1)(e)): destroys the request's key, so that identities, reason, attachments, letters and
/// packages are unreadable, and removes what finds it by person or reference. Register entry, outcomes, certificates and log stay. The
/// register says so first; a run that died is finished by the next.
/// </summary>
public sealed class SubjectRequestEnding(
    SubjectRequestEnds ends,
    SubjectRequestRegister register,
    SubjectRequestChange changes,
    SubjectRequestKeys keys,
    SubjectRequestTexts texts,
    SubjectRequestIndex index,
    SubjectRequestReferences references,
    PlanPageStore pages,
    RecordingStateStore recordings,
    IndexSecretReader secrets,
    TimeProvider clock)
{
    /// <summary>Ends those whose day has come and that nothing keeps; the others are looked at again by the next run.</summary>
    public async Task RunAsync(TenantStore store, Actor actor, CancellationToken cancellationToken)
    {
        await foreach (var (id, name, version) in ends.DueAsync(store, cancellationToken))
        {
            if (await TryEndAsync(store, id, actor, cancellationToken))
            {
                await ends.RemoveAsync(store, name, version, cancellationToken);
            }
        }
    }

    /// <returns>Whether nothing is left to do on this day's account.</returns>
    async Task<bool> TryEndAsync(TenantStore store, SubjectRequestId id, Actor actor, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is not { } stored)
        {
            return false;
        }

        // It was taken up again, or answered again: that answer has a day of its own.
        if (stored.Document.EndedAt is null && (stored.Document.KeepUntil is not { } until || until > clock.GetUtcNow()))
        {
            return stored.Document.KeepUntil is null || stored.Document.KeepUntil > clock.GetUtcNow().AddDays(1);
        }

        if (stored.Document.EndedAt is null && await IsKeptAsync(store, stored, cancellationToken))
        {
            return false;
        }

        var tokens = stored.Document.SubjectTokens;
        var ended = await changes.ApplyAsync(
            store, id, new Announcement(actor, SubjectRequestEvents.Ended), document => End(document), cancellationToken);
        if (!ended.IsSuccess(out var now, out _) || now.Document.EndedAt is null)
        {
            return false;
        }

        await DestroyAsync(store, id, tokens, cancellationToken);
        await register.UpdateAsync(
            store, id, x => x.SubjectTokens.Count == 0 ? null : x with { SubjectTokens = [] }, cancellationToken);
        return true;
    }

    Outcome<SubjectRequestDocument> End(SubjectRequestDocument document)
    {
        var now = clock.GetUtcNow();
        return document.EndedAt is null && document is { IsLookedAfter: false, KeepUntil: { } until } && until <= now
            ? (document with { EndedAt = now }).At(now, "ended", "success")
            : document;
    }

    /// <summary>The key goes last: until then the text says under which reference the request is found.</summary>
    async Task DestroyAsync(
        TenantStore store, SubjectRequestId id, IReadOnlyList<string> tokens, CancellationToken cancellationToken)
    {
        await index.RemoveAsync(store, id, tokens, cancellationToken);
        if (await texts.FindAsync<SubjectRequestPerson>(
            store, id, SubjectRequestPerson.Name, cancellationToken) is { Reference: { } reference })
        {
            using var secret = await secrets.OpenAsync(store, cancellationToken);
            await references.RemoveAsync(store, SubjectRequestReferences.TokenOf(secret.Tokens, reference), id, cancellationToken);
        }

        await keys.DestroyAsync(store, id, cancellationToken);
    }

    /// <summary>A complaint, a legal hold on one of its recordings, or a restriction that still stands.</summary>
    async Task<bool> IsKeptAsync(TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken)
    {
        if (stored.Document.IsLookedAfter)
        {
            return true;
        }

        var (id, outcomes) = (stored.Id, await pages.AllOutcomesAsync(store, stored.Id, stored.Document.Run.Pages, cancellationToken));
        foreach (var touched in (await pages.InterimAsync(store, id, cancellationToken)).Union(outcomes.Select(x => x.RecordingId)))
        {
            if (await recordings.FindAsync(store, touched, cancellationToken).OrLeftOutAsync() is { Document: var recording }
                && (recording.IsHeld || recording.Restrictions.Any(x => x.Request == id)))
            {
                return true;
            }
        }

        return false;
    }
}
