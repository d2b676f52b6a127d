using Compliance.Forms;

namespace Compliance.SubjectRequests;

/// <summary>In which capacity somebody files a request for its data subject.</summary>
public enum RepresentativeCapacity
{
    Representative,
    Lawyer,

    /// <summary>A not-for-profit body that the person mandated (GDPR Art. 80(1)).</summary>
    Organisation,

    /// <summary>Of a child, or of an adult under guardianship.</summary>
    Guardian,

    /// <summary>Of a deceased person, whose data the GDPR does not protect (recital 27).</summary>
    Heir,
}

/// <summary>What a mandate rests on.</summary>
public enum MandateKind
{
    PowerOfAttorney,
    ParentalResponsibility,
    CourtOrder,
    CertificateOfInheritance,
    Other,
}

/// <summary>Who files for the data subject; sealed with the personal part of the request. Letters are addressed to them.</summary>
public sealed record OnBehalf
{
    public required RepresentativeCapacity Capacity { get; init; }

    public required string Name { get; init; }

    /// <summary>Where letters go, in one line.</summary>
    public string? Contact { get; init; }

    public required Mandate Mandate { get; init; }

    public override string ToString() => $"OnBehalf({Capacity}, redacted)";
}

/// <summary>The mandate as stated at filing.</summary>
public sealed record Mandate
{
    public required MandateKind Kind { get; init; }

    public string? Note { get; init => field = CardFreeText.Of(value); }

    public override string ToString() => $"Mandate({Kind}, redacted)";
}

/// <summary>What shows that the mandate is there, recorded with the check of the identity; sealed as <see cref="TextName"/>.</summary>
public sealed record MandateEvidence
{
    /// <summary>The sealed text's name.</summary>
    public const string TextName = "mandate";

    /// <summary>An attachment of the request; without one, the note says what was seen.</summary>
    public string? AttachmentId { get; init; }

    public string? Note { get; init => field = CardFreeText.Of(value); }

    public override string ToString() => "MandateEvidence(redacted)";
}

/// <summary>The pseudonymous part of a representation, in the register and in the view of the request.</summary>
/// <param name="Mandate">What it rests on.</param>
/// <param name="VerifiedAt">When the mandate was verified; null before that.</param>
public sealed record OnBehalfState(RepresentativeCapacity Capacity, MandateKind Mandate, DateTimeOffset? VerifiedAt);

/// <summary>A representation as those who work the request see it.</summary>
/// <param name="Evidence">Null until the mandate was verified.</param>
public sealed record OnBehalfSubject(
    RepresentativeCapacity Capacity, string Name, string? Contact, Mandate Mandate, MandateEvidence? Evidence)
{
    public override string ToString() => "OnBehalfSubject(redacted)";
}
