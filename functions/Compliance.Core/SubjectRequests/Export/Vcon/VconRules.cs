using System.Text.Json;

namespace Compliance.SubjectRequests;

/// <summary>
/// What the working group's draft requires beyond types, and what we require of our own vCons: required members of every object, indices
/// that refer to something, exactly one form of content, no telephone keys. Works on the JSON itself, so that it can also judge vCons from
/// others.
/// </summary>
static class VconRules
{
    static readonly string[] DialogTypes = ["recording", "text", "transfer", "incomplete", "recording-set"];

    static readonly string[] Bases =
        ["consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"];

    /// <summary>Extensions understood here. A vCon that requires others must not be read (<c>critical</c>).</summary>
    static readonly string[] Extensions = ["CC", "lawful_basis"];

    /// <returns>The first fault, as a path and a sentence without any value; null if there is none.</returns>
    public static string? FaultOf(JsonElement vcon) =>
        vcon.ValueKind is not JsonValueKind.Object ? "vcon is not an object"
            : vcon.TryGetProperty("vcon", out var syntax)
                && !VconMembers.Is(syntax, VconDocument.Syntax) ? $"vcon is not {VconDocument.Syntax}"
            : VconMembers.Missing(vcon, "", "uuid", "created_at")
            ?? VconMembers.Uuid(vcon, "", "uuid")
            ?? VconMembers.Time(vcon, "", "created_at")
            ?? VconMembers.Time(vcon, "", "updated_at")
            ?? Critical(vcon)
            ?? Earlier(vcon)
            ?? Lists(vcon);

    static string? Critical(JsonElement vcon) =>
        !vcon.TryGetProperty("critical", out var critical)
        || (critical.ValueKind is JsonValueKind.Array && critical.EnumerateArray().All(
            x => Extensions.Any(known => VconMembers.Is(x, known))))
            ? null : "critical names an extension that is not known here";

    /// <summary>The members that refer to the vCon that this one was made from.</summary>
    static string? Earlier(JsonElement vcon)
    {
        foreach (var (name, required) in ((string, string[])[])[("redacted", ["type"]), ("amended", [])])
        {
            if (vcon.TryGetProperty(name, out var earlier)
                && (VconMembers.NoObject(earlier, name)
                    ?? VconMembers.Missing(earlier, $"{name}.", required)
                    ?? VconMembers.Uuid(earlier, $"{name}.", "uuid")
                    ?? VconMembers.Reference(earlier, $"{name}.")) is { } fault)
            {
                return fault;
            }
        }

        return vcon.TryGetProperty("redacted", out _)
            && vcon.TryGetProperty("amended", out _) ? "redacted and amended exclude each other" : null;
    }

    static string? Lists(JsonElement vcon)
    {
        var (parties, dialogs, attachments) = (Count(vcon, "parties"), Count(vcon, "dialog"), Count(vcon, "attachments"));
        if (parties is null || dialogs is null || attachments is null || Count(vcon, "analysis") is null)
        {
            return "parties, dialog, analysis and attachments must be arrays";
        }

        var explained = vcon.TryGetProperty("extensions", out var used)
            && used.ValueKind is JsonValueKind.Array
            && used.EnumerateArray().Any(x => VconMembers.Is(x, "lawful_basis"));
        return VconMembers.Each(vcon, "", "parties", (x, at) => VconMembers.NoObject(x, at.TrimEnd('.')))
            ?? VconMembers.Each(vcon, "", "dialog", (x, at) => Dialog(x, at, parties.Value, dialogs.Value))
            ?? VconMembers.Each(vcon, "", "analysis", (x, at) => Analysis(x, at, dialogs.Value, attachments.Value))
            ?? VconMembers.Each(vcon, "", "attachments", (x, at) => Attachment(x, at, parties.Value, dialogs.Value, explained));
    }

    static string? Dialog(JsonElement dialog, string at, int parties, int dialogs) =>
        VconMembers.Missing(dialog, at, "type", "start")
        ?? (DialogTypes.Any(x => VconMembers.Is(dialog.GetProperty("type"), x)) ? null : $"{at}type is not in the draft")
        ?? VconMembers.Time(dialog, at, "start")
        ?? (VconMembers.Is(dialog.GetProperty("type"), "incomplete") == dialog.TryGetProperty("disposition", out _)
            ? null : $"{at}disposition must be set on incomplete dialogs and on no others")
        ?? VconMembers.Number(dialog, at, "duration")
        ?? VconMembers.Indices(dialog, at, parties, "parties", "originator", "transferee", "transferor", "transfer_target")
        ?? VconMembers.Indices(dialog, at, dialogs, "recordings", "recording_set", "original", "consultation", "target_dialog")
        ?? VconMembers.Content(dialog, at)
        ?? History(dialog, at, parties);

    static string? Analysis(JsonElement analysis, string at, int dialogs, int attachments) =>
        VconMembers.Missing(analysis, at, "type", "vendor")
        ?? VconMembers.Indices(analysis, at, dialogs, "dialog")
        ?? VconMembers.Indices(analysis, at, attachments, "attachment")
        ?? VconMembers.Content(analysis, at);

    static string? Attachment(JsonElement attachment, string at, int parties, int dialogs, bool explained) =>
        VconMembers.Missing(attachment, at, "start", "party", "dialog")
        ?? VconMembers.Time(attachment, at, "start")
        ?? VconMembers.Indices(attachment, at, parties, "party")
        ?? VconMembers.Indices(attachment, at, dialogs, "dialog")
        ?? VconMembers.Content(attachment, at)
        ?? (attachment.TryGetProperty("purpose", out var purpose) && VconMembers.Is(purpose, "lawful_basis")
            ? LawfulBasis(attachment, at, explained) : null);

    static string? LawfulBasis(JsonElement attachment, string at, bool explained)
    {
        if (!explained)
        {
            return "extensions does not name lawful_basis";
        }

        if (!attachment.TryGetProperty("body", out var body) || body.ValueKind is not JsonValueKind.Object)
        {
            return $"{at}body is missing";
        }

        var inner = $"{at}body.";
        return VconMembers.Missing(body, inner, "lawful_basis", "expiration", "purpose_grants")
            ?? (Bases.Any(x => VconMembers.Is(body.GetProperty("lawful_basis"), x)) ? null : $"{inner}lawful_basis is not in the draft")
            ?? (body.GetProperty("expiration").ValueKind is JsonValueKind.Null ? null : VconMembers.Time(body, inner, "expiration"))
            ?? (Count(body, "purpose_grants") is > 0 ? null : $"{inner}purpose_grants is empty")
            ?? VconMembers.Each(body, inner, "purpose_grants", (x, grant) =>
                VconMembers.Missing(x, grant, "purpose", "granted", "granted_at") ?? VconMembers.Time(x, grant, "granted_at"));
    }

    /// <summary>Telephone keys may be the digits of a card.</summary>
    static string? History(JsonElement dialog, string at, int parties) => VconMembers.Each(dialog, at, "party_history", (x, inner) =>
        VconMembers.Missing(x, inner, "party", "time", "event")
        ?? VconMembers.Indices(x, inner, parties, "party")
        ?? VconMembers.Time(x, inner, "time")
        ?? (x.TryGetProperty("button", out _)
            || VconMembers.Is(x.GetProperty("event"), "keydown")
            || VconMembers.Is(x.GetProperty("event"), "keyup")
                ? $"{inner}event contains telephone keys" : null));

    static int? Count(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var list) ? 0 : list.ValueKind is JsonValueKind.Array ? list.GetArrayLength() : null;
}
