using System.Text.RegularExpressions;
using Compliance.Failures;
using Compliance.Forms;
using Compliance.Json;

namespace Compliance.SubjectRequests;

/// <summary>The body of <c>POST …/requests/{requestId}/attachments</c>.</summary>
public sealed partial record AttachmentForm
{
    /// <summary>Largest attachment in bytes: 10 MiB.</summary>
    public const int SizeLimit = 10 * 1024 * 1024;

    /// <summary>Largest body in bytes, 16 MiB: the content in base64, of which many writers of JSON escape a part.</summary>
    public const int BodyLimit = 16 * 1024 * 1024;

    const int NameCharacters = 128;

    /// <summary>One line; may name the person, and is sealed with the content.</summary>
    public required string Name { get; init; }

    public required string ContentType { get; init; }

    /// <summary>The bytes, in base64.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    public static Outcome<AttachmentForm> Parse(ReadOnlyMemory<byte> utf8)
    {
        if (!StrictJson.Parse<AttachmentForm>(utf8, BodyLimit).IsSuccess(out var form, out var failure))
        {
            return failure;
        }

        var errors = new FieldErrors();
        var rules = new FieldRules(errors);
        rules.Line("name", form.Name, NameCharacters);
        rules.NoCard("name", form.Name);
        rules.Require(MediaType().IsMatch(form.ContentType), "contentType", "must be a media type, like application/pdf");
        rules.Require(form.Content.Length > 0, "content", "must not be empty");
        return errors.Any ? Failure.Invalid(errors)
            : form.Content.Length > SizeLimit ? Failure.TooLarge(SizeLimit)
            : CardFreeText.IsIn(form.Content.Span, form.ContentType)
                ? Failure.Invalid("content", "must not contain a card number or a card's code: remove it, and attach the rest")
            : form;
    }

    public override string ToString() => "AttachmentForm(redacted)";

    [GeneratedRegex(@"\A[a-z]{1,20}/[A-Za-z0-9][A-Za-z0-9.+-]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MediaType();
}

/// <summary>The body of <c>POST …/requests/{requestId}/notes</c>.</summary>
public sealed record NoteForm
{
    public required string Text { get; init => field = CardFreeText.Of(value); }

    public static Outcome<NoteForm> Parse(ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<NoteForm>(utf8, (form, errors) => new FieldRules(errors).Note("text", form.Text));

    public override string ToString() => "NoteForm(redacted)";
}

/// <summary>The body of <c>PUT …/requests/{requestId}/assignee</c>.</summary>
public sealed partial record AssigneeForm
{
    /// <summary>The tenant's own id of a member of its team, opaque; null for nobody.</summary>
    public required string? Assignee { get; init; }

    public static Outcome<AssigneeForm> Parse(ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<AssigneeForm>(utf8, (form, errors) => Check("assignee", form.Assignee, errors));

    /// <summary>It appears in lists and in addresses.</summary>
    public static void Check(string field, string? assignee, FieldErrors errors)
    {
        var rules = new FieldRules(errors);
        rules.Require(assignee is null || Id().IsMatch(assignee), field, "must be 1-64 of A-Z a-z 0-9 . _ -");
        rules.Opaque(field, assignee, []);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
