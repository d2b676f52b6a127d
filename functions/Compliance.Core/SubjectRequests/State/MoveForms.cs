using Compliance.Failures;
using Compliance.Forms;

namespace Compliance.SubjectRequests;

/// <summary>At most two further months, told with reasons within the first month (GDPR Art. 12(3)).</summary>
public sealed record ExtensionForm
{
    /// <summary>The new due date; the period lasts to the last instant of that day.</summary>
    public required DateTimeOffset Until { get; init; }

    public required string Reasons { get; init => field = CardFreeText.Of(value); }

    /// <summary>When the person was told.</summary>
    public required DateTimeOffset ToldAt { get; init; }

    /// <summary>The sealed text's name.</summary>
    public static string NameOf(string mac) => $"extension-{SubjectRequestTexts.Short(mac)}";

    public static Outcome<ExtensionForm> Parse(ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<ExtensionForm>(utf8, (form, errors) => new FieldRules(errors).Note("reasons", form.Reasons));

    public override string ToString() => "ExtensionForm(redacted)";
}

/// <summary>The answer was sent to the person.</summary>
public sealed record AnswerForm
{
    /// <summary>Default now.</summary>
    public DateTimeOffset? SentAt { get; init; }

    public required IntakeChannel Channel { get; init; }

    public static Outcome<AnswerForm> Parse(ReadOnlyMemory<byte> utf8, DateTimeOffset now) =>
        CheckedBody.Parse<AnswerForm>(utf8, (form, errors) => new FieldRules(errors).Require(
            form.SentAt is not { } sent || sent <= now + TimeSpan.FromMinutes(5), "sentAt", "must not be in the future"));
}

/// <summary>A restriction ends. The person must be told beforehand (GDPR Art. 18(3)).</summary>
public sealed record LiftForm
{
    /// <summary>When the person was told.</summary>
    public required DateTimeOffset ToldAt { get; init; }

    public required string Reason { get; init => field = CardFreeText.Of(value); }

    /// <summary>The sealed text's name.</summary>
    public const string Name = "lift";

    public static Outcome<LiftForm> Parse(ReadOnlyMemory<byte> utf8, DateTimeOffset now) =>
        CheckedBody.Parse<LiftForm>(utf8, (form, errors) =>
    {
        var rules = new FieldRules(errors);
        rules.Note("reason", form.Reason);
        rules.Require(
            form.ToldAt <= now,
            "toldAt",
            "must not be in the future: inform the data subject before lifting the restriction (GDPR Art. 18(3))");
    });

    public override string ToString() => "LiftForm(redacted)";
}

/// <summary>A request is withdrawn.</summary>
public sealed record CancelForm
{
    public string? Reason { get; init => field = CardFreeText.Of(value); }

    /// <summary>The sealed text's name.</summary>
    public const string Name = "cancel";

    public static Outcome<CancelForm> Parse(ReadOnlyMemory<byte> utf8) =>
        utf8.IsEmpty
            ? new CancelForm()
            : CheckedBody.Parse<CancelForm>(utf8, (form, errors) => new FieldRules(errors).Note("reason", form.Reason));

    public override string ToString() => "CancelForm(redacted)";
}
