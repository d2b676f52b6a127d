using System.Text.Json;

namespace Compliance.Rights.Export.Vcon;

/// <summary>
/// What the working group's text demands beyond types, and what we demand of our own: required members of every object, indices that lead
/// somewhere, one of two forms of content, no keys of a telephone. Looks at the JSON itself, so that other people's vCons can be judged too.
/// </summary>
static class VconRules
{
    static readonly string[] DialogTypes = ["recording", "text", "transfer", "incomplete", "recording-set"];

    /// <returns>The first fault, as a path and a sentence without any value; null where there is none.</returns>
    public static string? FaultOf(JsonElement vcon)
    {
        if (vcon.ValueKind is not JsonValueKind.Object)
        {
            return "vcon is not an object";
        }

        if (vcon.TryGetProperty("vcon", out var syntax) && !Is(syntax, VconDocument.Syntax))
        {
            return $"vcon is not {VconDocument.Syntax}";
        }

        if (Missing(vcon, "", "uuid", "created_at") is { } missing)
        {
            return missing;
        }

        if (vcon.TryGetProperty("redacted", out var redacted) && Redacted(vcon, redacted) is { } wrong)
        {
            return wrong;
        }

        var (parties, dialogs, attachments) = (Count(vcon, "parties"), Count(vcon, "dialog"), Count(vcon, "attachments"));
        if (parties is null || dialogs is null || attachments is null || Count(vcon, "analysis") is null)
        {
            return "parties, dialog, analysis and attachments are arrays";
        }

        return Each(vcon, "dialog", (x, at) => Dialog(x, at, parties.Value))
            ?? Each(vcon, "analysis", (x, at) => Analysis(x, at, dialogs.Value, attachments.Value))
            ?? Each(vcon, "attachments", (x, at) => Attachment(x, at, parties.Value, dialogs.Value));
    }

    static string? Redacted(JsonElement vcon, JsonElement redacted) =>
        Missing(redacted, "redacted.", "type")
        ?? (vcon.TryGetProperty("amended", out _) ? "redacted and amended are both there" : null);

    static string? Dialog(JsonElement dialog, string at, int parties) =>
        Missing(dialog, at, "type", "start")
        ?? (DialogTypes.Any(x => Is(dialog.GetProperty("type"), x)) ? null : $"{at}type is not one of the draft's")
        ?? (Is(dialog.GetProperty("type"), "incomplete") == dialog.TryGetProperty("disposition", out _)
            ? null : $"{at}disposition belongs to incomplete dialogs, and to each of them")
        ?? Number(dialog, at, "duration")
        ?? Index(dialog, at, "parties", parties)
        ?? Index(dialog, at, "originator", parties)
        ?? Content(dialog, at)
        ?? History(dialog, at, parties);

    static string? Analysis(JsonElement analysis, string at, int dialogs, int attachments) =>
        Missing(analysis, at, "type", "vendor")
        ?? Index(analysis, at, "dialog", dialogs)
        ?? Index(analysis, at, "attachment", attachments)
        ?? Content(analysis, at);

    static string? Attachment(JsonElement attachment, string at, int parties, int dialogs) =>
        Missing(attachment, at, "start", "party", "dialog")
        ?? Index(attachment, at, "party", parties)
        ?? Index(attachment, at, "dialog", dialogs)
        ?? Content(attachment, at)
        ?? LawfulBasis(attachment, at);

    static string? LawfulBasis(JsonElement attachment, string at) =>
        attachment.TryGetProperty("purpose", out var purpose) && Is(purpose, "lawful_basis")
            ? !attachment.TryGetProperty("body", out var body) || body.ValueKind is not JsonValueKind.Object
                ? $"{at}body is missing"
                : Missing(body, at + "body.", "lawful_basis", "expiration", "purpose_grants")
            : null;

    static string? Content(JsonElement item, string at)
    {
        var (body, url) = (item.TryGetProperty("body", out _), item.TryGetProperty("url", out var address));
        return body && url ? $"{at}body and url are both there"
            : body != item.TryGetProperty("encoding", out _) ? $"{at}body and encoding go together"
            : url && !item.TryGetProperty("content_hash", out _) ? $"{at}content_hash is missing"
            : url && address.GetString()?.StartsWith("https://", StringComparison.Ordinal) is not true ? $"{at}url is not https"
            : null;
    }

    /// <summary>Keys of a telephone may be a card's digits.</summary>
    static string? History(JsonElement dialog, string at, int parties) => Each(dialog, "party_history", (x, inner) =>
        Missing(x, at + inner, "party", "time", "event")
        ?? Index(x, at + inner, "party", parties)
        ?? (x.TryGetProperty("button", out _) || Is(x.GetProperty("event"), "keydown") || Is(x.GetProperty("event"), "keyup")
            ? $"{at}{inner}event tells telephone keys" : null));

    static string? Number(JsonElement item, string at, string name) =>
        item.TryGetProperty(name, out var value) && (value.ValueKind is not JsonValueKind.Number || value.GetDouble() < 0)
            ? $"{at}{name} is not a number from 0" : null;

    /// <summary>A number, or arrays of them with nulls between, all below <paramref name="count"/>.</summary>
    static string? Index(JsonElement item, string at, string name, int count) =>
        !item.TryGetProperty(name, out var value) || IsIndex(value, count, nulls: false) ? null : $"{at}{name} leads nowhere";

    static bool IsIndex(JsonElement value, int count, bool nulls) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt32(out var index) && index >= 0 && index < count,
        JsonValueKind.Array => value.EnumerateArray().All(x => IsIndex(x, count, nulls: true)),
        JsonValueKind.Null => nulls,
        _ => false,
    };

    static string? Missing(JsonElement item, string at, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (item.ValueKind is not JsonValueKind.Object || !item.TryGetProperty(name, out _))
            {
                return $"{at}{name} is missing";
            }
        }

        return null;
    }

    static string? Each(JsonElement item, string name, Func<JsonElement, string, string?> fault)
    {
        if (!item.TryGetProperty(name, out var list))
        {
            return null;
        }

        foreach (var (index, one) in list.EnumerateArray().Index())
        {
            if (fault(one, $"{name}[{index}].") is { } found)
            {
                return found;
            }
        }

        return null;
    }

    static int? Count(JsonElement vcon, string name) =>
        !vcon.TryGetProperty(name, out var list) ? 0 : list.ValueKind is JsonValueKind.Array ? list.GetArrayLength() : null;

    static bool Is(JsonElement value, string text) => value.ValueKind is JsonValueKind.String && value.ValueEquals(text);
}
