using System.Globalization;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Json;
using Compliance.Model;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>Finds a person's consent records: their own, and those of their calls.</summary>
public sealed class PersonConsents(
    ConsentStore records, SubjectFinder finder, IndexSecretReader secrets, SubjectRequestTexts texts, TimeProvider clock) : IConsentRecords
{
    /// <summary>For privacy roles: also those that agree in one thing only.</summary>
    public async Task<IReadOnlyList<StoredConsent>> SearchAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellationToken)
    {
        var asked = await TokensAsync(store, identities, cancellationToken);
        var own = (await OwnAsync(store, asked, cancellationToken)).Where(x => ConsentMatch.Agrees(x.Document.Tokens, asked));
        return [.. own.Concat(await OfCallsAsync(store, identities, cancellationToken)).DistinctBy(x => x.Id)
            .OrderByDescending(x => x.Document.Current.At)];
    }

    public async Task ForgetAsync(TenantStore store, RecordingId recording, string callToken, CancellationToken cancellationToken)
    {
        foreach (var stored in await OfCallAsync(store, recording, callToken, cancellationToken))
        {
            await records.RemoveAsync(store, stored, cancellationToken);
        }
    }

    public async Task<bool> IsKeptAsync(
        TenantStore store, RecordingId recording, string callToken, CancellationToken cancellationToken) =>
        (await OfCallAsync(store, recording, callToken, cancellationToken)).Any();

    public async Task<(int Erased, int Kept)> EraseAsync(
        TenantStore store, StoredSubjectRequest request, bool isKept, TenantSettings settings, CancellationToken cancellationToken)
    {
        var asked = await TokensAsync(store, await IdentitiesAsync(store, request.Id, settings, cancellationToken), cancellationToken);
        var own = (await OwnAsync(store, asked, cancellationToken))
            .Where(x => x.Document.Call is null && ConsentMatch.IsStrong(x.Document.Tokens, asked)).ToList();
        foreach (var stored in isKept ? [] : own)
        {
            await records.RemoveAsync(store, stored, cancellationToken);
        }

        return isKept ? (0, own.Count) : (own.Count, 0);
    }

    public async Task<IReadOnlyList<ReportConsent>> OfAsync(
        TenantStore store, StoredSubjectRequest request, TenantSettings settings, CancellationToken cancellationToken)
    {
        var identities = await IdentitiesAsync(store, request.Id, settings, cancellationToken);
        var asked = await TokensAsync(store, identities, cancellationToken);
        var own = (await OwnAsync(store, asked, cancellationToken))
            .Where(x => x.Document.Call is null && ConsentMatch.IsStrong(x.Document.Tokens, asked));
        return
        [
            .. own.Concat(await OfCallsAsync(store, identities, cancellationToken)).DistinctBy(x => x.Id)
                .OrderBy(x => x.Document.Events[0].At).ThenBy(x => x.Id.ToString(), StringComparer.Ordinal)
                .Select(x => new ReportConsent(
                    x.Id,
                    x.Document.Purpose,
                    ConsentRegister.Word(x.Document.StateAt(clock.GetUtcNow())),
                    [.. x.Document.Events.Select(Words)],
                    x.Document.Call?.RecordingId)),
        ];
    }

    /// <summary>The call id may belong to another recording by now.</summary>
    async Task<IEnumerable<StoredConsent>> OfCallAsync(
        TenantStore store, RecordingId recording, string callToken, CancellationToken cancellationToken) =>
        (await records.OfAsync(store, [callToken], cancellationToken))
            .Where(x => x.Document.Call?.RecordingId is not { } other || other == recording);

    static string Words(ConsentEvent said) =>
        $"{Rfc3339.Format(said.At)}: {ConsentRegister.Word(said.State)}"
        + (said.Notice is { } notice ? $", notice {notice.Id} {notice.Version}" : "")
        + (said.MediaSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", spoken at {seconds:0.0} s") : "");

    /// <summary>What was said in calls that are strongly the person's.</summary>
    async Task<IReadOnlyList<StoredConsent>> OfCallsAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellationToken)
    {
        var calls = await finder.FindAsync(store, identities, cancellationToken)
            .Where(x => x.Match is MatchStrength.Strong)
            .Select(x => x.Document?.CallToken)
            .ToListAsync(cancellationToken);
        return await records.OfAsync(store, calls.OfType<string>().Distinct(StringComparer.Ordinal), cancellationToken);
    }

    Task<IReadOnlyList<StoredConsent>> OwnAsync(
        TenantStore store, IReadOnlyList<ConsentToken> asked, CancellationToken cancellationToken) =>
        records.OfAsync(store, asked.Select(x => x.Token), cancellationToken);

    async Task<IReadOnlyList<NormalizedIdentity>> IdentitiesAsync(
        TenantStore store, SubjectRequestId id, TenantSettings settings, CancellationToken cancellationToken) =>
        await texts.FindAsync<SubjectRequestPerson>(store, id, SubjectRequestPerson.Name, cancellationToken) is { } person
            ? SubjectRequestIdentityNormalizer.Of(person.Identities, settings)
            : [];

    async Task<IReadOnlyList<ConsentToken>> TokensAsync(
        TenantStore store, IReadOnlyList<NormalizedIdentity> identities, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        return ConsentStore.TokensOf(identities, secret.Tokens);
    }
}
