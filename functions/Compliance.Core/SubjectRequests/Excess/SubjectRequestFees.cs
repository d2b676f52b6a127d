using Compliance.Audit;
using Compliance.Failures;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Asks for a fee (GDPR Art. 12(5)(a)), and records that it was paid or waived. The period is suspended in between; the request is decided
/// afterwards, like any other.
/// </summary>
public sealed class SubjectRequestFees(
    SubjectRequestChange changes, SubjectRequestTexts texts, IndexSecretReader secrets, TimeProvider clock)
{
    public async Task<Outcome<StoredSubjectRequest>> AskAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        DecisionForm form,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        string mac;
        using (var secret = await secrets.OpenAsync(store, cancellationToken))
        {
            mac = secret.RequestMac(StrictJson.Write(form));
        }

        return await changes.ApplyAsync(store, id, new Announcement(actor, SubjectRequestEvents.FeeAsked), async (document, token) =>
        {
            if (document.Fee is { } asked)
            {
                return DerivedMac.Matches(asked.Mac, mac) ? document : Failure.Conflict("Another fee was asked for already.");
            }

            if (ExcessRules.IsBarred(document.Type, document.Ground, form))
            {
                return Failure.Invalid("ground", ExcessRules.Free);
            }

            if (form is not { Fee: { } fee, Ground: { } ground }
                || !SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.AskFee, out var to))
            {
                return Failure.Conflict("A fee can be asked for only while the request awaits its decision.");
            }

            await texts.PutAsync(store, id, DecisionRecorder.NameOf(mac), form, token);
            var now = clock.GetUtcNow();
            return (document with
            {
                State = to,
                Fee = new FeeState(fee.Amount, fee.Currency, ground, mac, actor.Pseudonym, now),
                Clock = document.Clock.Suspend(now, LegalCalendar.Of(settings)),
            }).At(now, "fee", "asked");
        }, cancellationToken);
    }

    public Task<Outcome<StoredSubjectRequest>> PayAsync(
        TenantStore store,
        Actor actor,
        SubjectRequestId id,
        PaymentForm form,
        TenantSettings settings,
        CancellationToken cancellationToken) =>
        changes.ApplyAsync(
            store, id, new Announcement(actor, SubjectRequestEvents.FeePaid), document => Pay(document, form, settings), cancellationToken);

    Outcome<SubjectRequestDocument> Pay(SubjectRequestDocument document, PaymentForm form, TenantSettings settings)
    {
        if (document.Fee is not { } fee)
        {
            return Failure.Conflict("No fee was asked for.");
        }

        if (fee.PaidAt is { } known)
        {
            return fee.Waived == form.Waived && (form.PaidAt is null || form.PaidAt == known)
                ? document
                : Failure.Conflict("The fee has already been recorded differently.");
        }

        var paidAt = form.PaidAt ?? clock.GetUtcNow();
        if (paidAt < fee.AskedAt)
        {
            return Failure.Invalid("paidAt", "must not be before the fee was asked for");
        }

        return SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Pay, out var to)
            ? (document with
            {
                State = to,
                Fee = fee with { PaidAt = paidAt, Waived = form.Waived },
                Clock = document.Clock.Resume(paidAt, LegalCalendar.Of(settings)),
            }).At(clock.GetUtcNow(), "fee", form.Waived ? "waived" : "paid")
            : Failure.Conflict("The request does not wait for a fee any more.");
    }
}
