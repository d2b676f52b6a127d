using Compliance.Failures;
using Compliance.Forms;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// A request on somebody's behalf has two questions of identity: who the data subject is, and whether the other may act for them. Both are
/// answered at once, before anything is destroyed or disclosed.
/// </summary>
public sealed class Mandates(SubjectRequestTexts texts)
{
    const string Missing =
        "is required: the request was filed on somebody's behalf, so the mandate is verified together with the identity (GDPR Art. 12(6))";

    const string Foreign = "can only be given where the identity of a request on somebody's behalf is verified";

    const string NoLaw = "The GDPR does not protect the data of deceased people (recital 27). Refuse the request with this reason, or name "
        + "the national law that gives heirs this right in the setting deceasedLaw.";

    internal static void Check(OnBehalf? behalf, FieldRules rules)
    {
        if (behalf is not null)
        {
            foreach (var (field, text) in ((string, string?)[])[("onBehalf.name", behalf.Name), ("onBehalf.contact", behalf.Contact)])
            {
                rules.Line(field, text, FieldLimits.TextCharacters);
                rules.NoCard(field, text);
            }

            rules.Note("onBehalf.mandate.note", behalf.Mandate?.Note);
        }
    }

    /// <param name="at">The path of the identity in the body: empty, or <c>identity.</c></param>
    internal static void Check(string at, IdentityForm form, FieldRules rules)
    {
        if (form.Mandate is { } evidence)
        {
            rules.Note($"{at}mandate.note", evidence.Note);
            rules.Require(
                evidence is not { AttachmentId: null, Note: null },
                $"{at}mandate",
                "must name an attachment of the request as attachmentId, or say in note what was seen");
        }
    }

    internal static void CheckAtFiling(OnBehalf? behalf, IdentityForm form, FieldRules rules)
    {
        rules.Require(
            form.Mandate?.AttachmentId is null,
            "identity.mandate.attachmentId",
            "cannot be given when filing: attach it to the request first");
        if (Fault(behalf is not null, form) is { } fault)
        {
            rules.Add("identity.mandate", fault);
        }
    }

    /// <summary>Whether the check of an identity has evidence of a mandate exactly where one is due.</summary>
    internal static string? Fault(bool isOnBehalf, IdentityForm form) => (form.Outcome, form.Mandate) switch
    {
        (IdentityOutcome.Verified, null) when isOnBehalf => Missing,
        (not IdentityOutcome.Verified, not null) => Foreign,
        (_, not null) when !isOnBehalf => Foreign,
        _ => null,
    };

    /// <summary>GDPR recital 27: an heir's request is acted on where a national law gives that right.</summary>
    internal static Failure? Heirs(SubjectRequestDocument request, DecisionForm decision, TenantSettings settings) =>
        request.OnBehalf is { Capacity: RepresentativeCapacity.Heir }
        && decision.Outcome is not DecisionOutcome.Refuse
        && settings.DeceasedLaw is null
            ? Failure.Conflict(NoLaw)
            : null;

    /// <summary>Checks and seals the evidence of a mandate.</summary>
    /// <returns>Null if the identity can be recorded.</returns>
    public async Task<Failure?> RecordAsync(
        TenantStore store, SubjectRequestId id, SubjectRequestDocument request, IdentityForm form, CancellationToken cancellationToken)
    {
        if (Fault(request.OnBehalf is not null, form) is { } fault)
        {
            return Failure.Invalid("mandate", fault);
        }

        if (form.Mandate is not { } evidence)
        {
            return null;
        }

        if (evidence.AttachmentId is { } attachment
            && (await texts.FindAsync<CaseFile>(store, id, CaseFile.Name, cancellationToken))?.Attachments.Any(
                x => x.AttachmentId == attachment) is not true)
        {
            return Failure.Invalid("mandate.attachmentId", "is not an attachment of the request");
        }

        await texts.PutAsync(store, id, MandateEvidence.TextName, evidence, cancellationToken);
        return null;
    }

    /// <returns>Null for a request that its data subject filed.</returns>
    internal async Task<OnBehalfSubject?> ReadAsync(
        TenantStore store, SubjectRequestId id, SubjectRequestPerson person, CancellationToken cancellationToken) =>
        person.OnBehalf is { } behalf
            ? new OnBehalfSubject(
                behalf.Capacity,
                behalf.Name,
                behalf.Contact,
                behalf.Mandate,
                await texts.FindAsync<MandateEvidence>(store, id, MandateEvidence.TextName, cancellationToken))
            : null;
}
