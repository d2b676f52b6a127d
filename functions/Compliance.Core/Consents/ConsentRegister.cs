using System.Globalization;
using System.Text.Json;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Notices;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <param name="IsNew">False where the same had been recorded before.</param>
public sealed record RecordedConsent(StoredConsent Stored, bool IsNew);

/// <summary>Of whom, and in which call, something is recorded.</summary>
/// <param name="Key">What one record is of; the record's id is its HMAC.</param>
sealed record ConsentSubject(
    string Key, IReadOnlyList<SubjectRequestIdentity> Identities, IReadOnlyList<ConsentToken> Tokens, ConsentCall? Call);

/// <summary>
/// Records what people were asked and answered (GDPR Art. 7(1)), after ISO/IEC TS 27560. One record per person, or call, and purpose; the
/// states follow one another by <see cref="ConsentTransitions"/>.
/// </summary>
public sealed class ConsentRegister(
    ConsentStore records,
    IndexSecretReader secrets,
    NoticeRegister notices,
    ConsentCalls calls,
    TombstoneStore tombstones,
    ConsentWithdrawals withdrawals,
    IAuditLog audit,
    TimeProvider clock)
{
    const string Event = "consent.recorded";
    const string Kind = "consentRecord";

    public static Failure Absent { get; } = Failure.NotFound("There is no such consent record.");

    public async Task<Outcome<RecordedConsent>> RecordAsync(
        TenantStore store, Actor actor, PersonConsentForm form, TenantSettings settings, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var identities = SubjectRequestIdentityNormalizer.Of(form.Identities, settings);
        var own = identities.Where(x => x.Type is not IdentityType.Name).Select(x => secret.Tokens.Token(x).Value)
            .Order(StringComparer.Ordinal);
        var subject = new ConsentSubject(
            string.Join(' ', own), form.Identities, ConsentStore.TokensOf(identities, secret.Tokens), Call: null);
        return await RecordAsync(store, actor, form, subject, secret.Tokens, cancellationToken);
    }

    public async Task<Outcome<RecordedConsent>> RecordAsync(
        TenantStore store, Actor actor, CallId callId, ConsentForm form, CancellationToken cancellationToken)
    {
        using var secret = await secrets.OpenAsync(store, cancellationToken);
        var token = secret.Tokens.CallIdToken(callId.Value).Value;
        if (await tombstones.FindCallAsync(store, token, cancellationToken) is { } erased)
        {
            return Failure.Gone("The recording of this call was erased.", erased.Certificate);
        }

        var (call, callers) = await calls.OfAsync(store, token, cancellationToken);
        return await RecordAsync(
            store, actor, form, new ConsentSubject(token, [], callers, call), secret.Tokens, cancellationToken);
    }

    public async Task<Outcome<StoredConsent>> FindAsync(TenantStore store, ConsentId id, CancellationToken cancellationToken) =>
        await records.FindAsync(store, id, cancellationToken) is { } stored ? stored : Absent;

    /// <summary>The id of what a call said about a purpose.</summary>
    internal static ConsentId IdOf(BlindIndex tokens, string key, string purpose) =>
        ConsentId.Of(tokens.Token(Kind, $"{purpose}\0{key}").Value);

    async Task<Outcome<RecordedConsent>> RecordAsync(
        TenantStore store, Actor actor, ConsentForm form, ConsentSubject subject, BlindIndex tokens, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var at = form.At ?? now;
        GivenNotice? notice = null;
        if (form.Notice is { } reference)
        {
            var used = await notices.UseAsync(store, actor, reference, at, "notice", cancellationToken);
            if (!used.IsSuccess(out notice, out var failure))
            {
                return failure;
            }
        }

        var id = IdOf(tokens, subject.Key, form.Purpose);
        while (true)
        {
            var stored = await records.FindAsync(store, id, cancellationToken);
            if (stored is not null && Repeats(stored.Document, form, now))
            {
                return new RecordedConsent(await withdrawals.FileAsync(store, stored, cancellationToken), IsNew: false);
            }

            var before = stored?.Document ?? await OtherAsync(store, subject, form.Purpose, cancellationToken);
            if (Refusal(before, form, at) is { } refused)
            {
                return refused;
            }

            var document = stored?.Document ?? new ConsentDocument { Purpose = form.Purpose, Events = [], Call = subject.Call };
            var made = new ConsentEvent(form.State, at, now, actor.Pseudonym)
            {
                Method = form.Method,
                Notice = notice,
                MediaSeconds = form.MediaSeconds,
                ValidUntil = form.ValidUntil,
                Explicit = form.Explicit,
                Owes = Acts(form.State, subject) && !(before?.Current.At > at) ? document.Events.Count : null,
            };
            var changed = await WithAsync(store, document, made, form.Evidence, subject, cancellationToken);
            await AuditAsync(store, actor, id, changed, made, AuditPhase.Intent, AuditEntry.Success, cancellationToken);
            var written = await records.TryWriteAsync(store, id, changed, stored?.ETag, cancellationToken);
            var outcome = written is null ? AuditEntry.Refused : AuditEntry.Success;
            await AuditAsync(store, actor, id, changed, made, AuditPhase.Done, outcome, cancellationToken);
            if (written is not null)
            {
                return new RecordedConsent(await withdrawals.FileAsync(store, written, cancellationToken), IsNew: true);
            }
        }
    }

    /// <summary>What the person said under other identities, or of another spelling of these.</summary>
    async Task<ConsentDocument?> OtherAsync(
        TenantStore store, ConsentSubject subject, string purpose, CancellationToken cancellationToken) =>
        subject.Call is not null
            ? null
            : (await records.OfAsync(store, subject.Tokens.Select(x => x.Token), cancellationToken))
                .Where(x => x.Document.Call is null
                    && x.Document.Purpose == purpose
                    && ConsentMatch.IsStrong(x.Document.Tokens, subject.Tokens))
                .MaxBy(x => x.Document.Current.At)?.Document;

    async Task<ConsentDocument> WithAsync(
        TenantStore store,
        ConsentDocument document,
        ConsentEvent made,
        string? evidence,
        ConsentSubject subject,
        CancellationToken cancellationToken)
    {
        if (evidence is not null || (document.Sealed is null && subject.Identities.Count > 0))
        {
            var person = await records.OpenAsync(store, document, cancellationToken);
            person = new ConsentPerson(
                subject.Identities.Count > 0 ? subject.Identities : person.Identities,
                evidence is null ? person.Evidence : [.. person.Evidence, evidence]);
            made = evidence is null ? made : made with { Text = person.Evidence.Count - 1 };
            document = await records.SealAsync(store, document, person, cancellationToken);
        }

        return document with
        {
            Events = [.. document.Events.Append(made).OrderBy(x => x.At)],
            Tokens = [.. document.Tokens.Union(subject.Tokens)],
            Call = subject.Call ?? document.Call,
        };
    }

    /// <summary>Whether something follows for recordings. What somebody refuses outside calls, nothing was recorded for.</summary>
    static bool Acts(ConsentState state, ConsentSubject subject) =>
        state is ConsentState.Withdrawn || (state is ConsentState.Refused && subject.Call is not null);

    static bool Repeats(ConsentDocument document, ConsentForm form, DateTimeOffset now) => form.At is { } at
        ? document.Events.Any(x => x.State == form.State && x.At == at)
        : document.StateAt(now) == form.State && form.State is not ConsentState.Reconfirmed && form.ValidUntil is null;

    /// <summary>What is recorded late, of a time before what stands, is history and changes nothing.</summary>
    static Failure? Refusal(ConsentDocument? before, ConsentForm form, DateTimeOffset at)
    {
        ConsentState? stands = before?.StateAt(at);
        return before?.Current.At > at || ConsentTransitions.IsAllowed(stands, form.State)
            ? null
            : Failure.Conflict(
                $"What stands is {(stands is { } state ? Word(state) : "nothing")}: {Word(form.State)} cannot follow it."
                + (stands is ConsentState.Given or ConsentState.Reconfirmed ? " What was given is reconfirmed or withdrawn." : ""));
    }

    Task AuditAsync(
        TenantStore store,
        Actor actor,
        ConsentId id,
        ConsentDocument document,
        ConsentEvent made,
        AuditPhase phase,
        string outcome,
        CancellationToken cancellationToken) => audit.AppendAsync(
            store.Scope,
            new AuditEntry(
                Event,
                string.Create(CultureInfo.InvariantCulture, $"{id}/{document.Events.Count}/{Word(made.State)}/{actor.Pseudonym}"),
                phase,
                actor.Pseudonym,
                outcome,
                actor.Origin,
                $"consents/{id}",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["state"] = Word(made.State) }),
            cancellationToken);

    internal static string Word(ConsentState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
