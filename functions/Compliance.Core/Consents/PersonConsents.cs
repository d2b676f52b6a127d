using System.Globalization;
using System.Text.Json;
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
    ConsentStore records,
    SubjectFinder finder,
    IndexSecretReader secrets,
    SubjectRequestTexts texts,
    TenantSettingsStore settings,
    TimeProvider clock) : IConsentRecords
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

    /// <summary>
    /// Recordings whose consent is this record: that of its call; of a record outside calls, those that are strongly the person's and in whose
    /// calls nothing valid was said.
    /// </summary>
    public async Task<IReadOnlyList<RecordingId>> RestingOnAsync(
        TenantStore store, StoredConsent stored, CancellationToken cancellationToken)
    {
        if (stored.Document.Call is { } call)
        {
            return call.RecordingId is { } recording ? [recording] : [];
        }

        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var person = await records.OpenAsync(store, stored.Document, cancellationToken);
        var identities = SubjectRequestIdentityNormalizer.Of(person.Identities, current);
        var found = new List<RecordingId>();
        await foreach (var match in finder.FindAsync(store, identities, cancellationToken, everywhere: true))
        {
            if (match is { Match: MatchStrength.Strong, Document.CallToken: { } token }
                && (await records.OfAsync(store, [token], cancellationToken)).All(x =>
                    x.Document.Purpose != stored.Document.Purpose
                    || !ConsentTransitions.IsValid(x.Document.StateAt(clock.GetUtcNow()))))
            {
                found.Add(match.RecordingId);
            }
        }

        return found;
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

    public async Task<IReadOnlySet<string>> GivenSinceAsync(
        TenantStore store, StoredSubjectRequest request, string? callToken, CancellationToken cancellationToken)
    {
        var (now, tokens) = (clock.GetUtcNow(), request.Document.SubjectTokens.ToHashSet(StringComparer.Ordinal));
        var found = await records.OfAsync(store, callToken is null ? tokens : tokens.Append(callToken), cancellationToken);
        return found.Select(x => x.Document)
            .Where(x => ConsentTransitions.IsValid(x.StateAt(now))
                && x.Current.At > request.Document.Clock.ReceivedAt
                && (x.Call is { } call ? call.Token == callToken : x.Tokens.All(y => tokens.Contains(y.Token))))
            .Select(x => x.Purpose)
            .ToHashSet(StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<CallConsent>> OfCallAsync(TenantStore store, string callToken, CancellationToken cancellationToken) =>
    [
        .. from stored in await records.OfAsync(store, [callToken], cancellationToken)
           let said = stored.Document.Current
           where stored.Document.Call?.Token == callToken && said.State is not ConsentState.Asserted
           select new CallConsent(
               stored.Document.Purpose,
               ConsentRegister.Word(stored.Document.StateAt(clock.GetUtcNow())),
               said.At,
               said.Method is { } method ? JsonNamingPolicy.CamelCase.ConvertName(method.ToString()) : null,
               stored.Document.Events.LastOrDefault(x => x.Notice is not null)?.Notice is { } notice ? $"{notice.Id}/{notice.Version}" : null,
               said.MediaSeconds),
    ];

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
