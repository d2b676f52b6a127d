namespace Compliance.SubjectRequests;

/// <summary>A fee that was asked for. Its reasons are sealed like those of a decision.</summary>
/// <param name="Mac">HMAC over what was asked: repeating it changes nothing, another is a conflict.</param>
/// <param name="By">The pseudonym of whoever asked for it.</param>
public sealed record FeeState(
    decimal Amount, string Currency, ExcessGround Ground, string Mac, string By, DateTimeOffset AskedAt)
{
    /// <summary>When it was paid or waived; null while it is awaited.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    public bool Waived { get; init; }
}

/// <summary>A fee as the request shows it.</summary>
public sealed record FeeView(
    decimal Amount, string Currency, ExcessGround Ground, DateTimeOffset AskedAt, string By, DateTimeOffset? PaidAt, bool Waived)
{
    /// <returns>Null where none was asked for.</returns>
    public static FeeView? Of(SubjectRequestDocument request) => request.Fee is { } fee
        ? new FeeView(fee.Amount, fee.Currency, fee.Ground, fee.AskedAt, fee.By, fee.PaidAt, fee.Waived)
        : null;
}
