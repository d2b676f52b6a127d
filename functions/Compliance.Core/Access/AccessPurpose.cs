using Compliance.Failures;

namespace Compliance.Access;

public enum PurposeKind
{
    Quality,
    Complaint,
    Training,
    Evidence,
    Request,
}

/// <summary>Why content is read: header <c>X-Purpose: quality|complaint|training|evidence|request:{id}</c> (GDPR Art. 5(1)(b)).</summary>
/// <param name="RequestId">The subject request; set only with <see cref="PurposeKind.Request"/>.</param>
public sealed record AccessPurpose(PurposeKind Kind, Guid? RequestId)
{
    public const string Header = "X-Purpose";

    const string RequestPrefix = "request:";
    const string Expected = "must be one of: quality, complaint, training, evidence, request:{id}";

    public static Outcome<AccessPurpose> Parse(string? header) => header switch
    {
        "quality" => new AccessPurpose(PurposeKind.Quality, null),
        "complaint" => new AccessPurpose(PurposeKind.Complaint, null),
        "training" => new AccessPurpose(PurposeKind.Training, null),
        "evidence" => new AccessPurpose(PurposeKind.Evidence, null),
        { } text when text.StartsWith(RequestPrefix, StringComparison.Ordinal)
            && Guid.TryParseExact(text[RequestPrefix.Length..], "D", out var id) => new AccessPurpose(PurposeKind.Request, id),
        _ => Failure.Invalid(Header, header is null ? "is required; it " + Expected : Expected),
    };

    /// <summary>
    /// The purpose of an access. A caller with <c>Recordings.Read</c> must state one. Privacy roles may; the result is null if they do not.
    /// </summary>
    public static Outcome<AccessPurpose?> Of(Caller caller, string? header)
    {
        if (header is null && caller.IsPrivacy)
        {
            return new Outcome<AccessPurpose?>();
        }

        return Parse(header).IsSuccess(out var purpose, out var failure) ? purpose : failure;
    }

    /// <summary>The value of the header; opaque, so it may be audited.</summary>
    public override string ToString() => Kind switch
    {
        PurposeKind.Quality => "quality",
        PurposeKind.Complaint => "complaint",
        PurposeKind.Training => "training",
        PurposeKind.Evidence => "evidence",
        PurposeKind.Request => RequestPrefix + RequestId!.Value.ToString("D"),
        _ => throw new InvalidOperationException("The purpose has an unknown kind."),
    };
}
