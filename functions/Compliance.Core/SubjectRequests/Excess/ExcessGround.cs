using System.Collections.Frozen;
using System.Globalization;
using Compliance.Failures;
using Compliance.Forms;

namespace Compliance.SubjectRequests;

/// <summary>What lets a controller charge a fee or refuse (GDPR Art. 12(5)). It bears the burden of demonstrating it.</summary>
public enum ExcessGround
{
    /// <summary>Manifestly unfounded.</summary>
    Unfounded,

    /// <summary>Excessive, in particular because of its repetitive character.</summary>
    Excessive,
}

/// <summary>A reasonable fee, taking into account the administrative costs (GDPR Art. 12(5)(a)).</summary>
public sealed record FeeForm
{
    /// <summary>Above 0, at most 10,000, with at most two decimals.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217: <c>EUR</c>.</summary>
    public required string Currency { get; init; }
}

/// <summary>The fee was paid, or the controller waives it.</summary>
public sealed record PaymentForm
{
    /// <summary>Default now.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>The controller does without it.</summary>
    public bool Waived { get; init; }

    public static Outcome<PaymentForm> Parse(ReadOnlyMemory<byte> utf8, DateTimeOffset now) =>
        utf8.IsEmpty
            ? new PaymentForm()
            : CheckedBody.Parse<PaymentForm>(utf8, (form, errors) => new FieldRules(errors).Require(
                form.PaidAt is not { } paid || paid <= now + TimeSpan.FromMinutes(5), "paidAt", "must not be in the future"));
}

/// <summary>The rules of fees and of refusals under GDPR Art. 12(5).</summary>
static class ExcessRules
{
    const decimal MostAmount = 10_000;

    /// <summary>The currencies of the countries that the runtime knows (ISO 4217).</summary>
    static readonly FrozenSet<string> Currencies = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(x => new RegionInfo(x.Name).ISOCurrencySymbol).Where(x => x is { Length: 3 } and not "XXX")
        .ToFrozenSet(StringComparer.Ordinal);

    public const string Free =
        "cannot be given here: withdrawing consent (GDPR Art. 7(3)) and objecting to direct marketing (Art. 21(2)-(3)) are always free";

    public static void Check(string at, DecisionForm form, FieldRules fields)
    {
        var isFee = form.Outcome is DecisionOutcome.Fee;
        fields.Require(
            form.Ground is null || form.Outcome is DecisionOutcome.Refuse or DecisionOutcome.Fee,
            $"{at}ground",
            "can only be given for a refusal or a fee");
        fields.Require(!isFee || form.Ground is not null, $"{at}ground", "is required for a fee (GDPR Art. 12(5))");
        fields.Require(isFee == form.Fee is not null, $"{at}fee", "must be given with the outcome fee, and only there");
        if (form.Fee is { } fee)
        {
            fields.Require(
                fee.Amount is > 0 and <= MostAmount && decimal.Round(fee.Amount, 2) == fee.Amount,
                $"{at}fee.amount",
                "must be above 0 and at most 10000, with at most two decimals");
            fields.Require(
                fee.Currency is null || Currencies.Contains(fee.Currency),
                $"{at}fee.currency",
                "must be the ISO 4217 code of a currency in use, like EUR");
        }
    }

    /// <summary>Whether the decision charges for, or refuses as excessive, what is always free.</summary>
    public static bool IsBarred(SubjectRequestType type, string? ground, DecisionForm decision) =>
        decision.Ground is not null
        && (type is SubjectRequestType.Withdrawal || (type is SubjectRequestType.Objection && ground is "21(2)" or "21(3)"));
}
