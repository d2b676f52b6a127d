using Compliance.Failures;

namespace Compliance.Access;

public enum PurposeKind
{
    /// <summary>One of the recording's own purposes, by the tenant's name for it.</summary>
    Own,

    /// <summary><c>request:{id}</c>: handling an open subject request that concerns the recording.</summary>
    Request,

    /// <summary><c>hold:{matter}</c>: the matter of a legal hold on the recording; may be percent-encoded.</summary>
    Hold,

    /// <summary><c>restriction:{claims|consent|protection}</c>: a use of restricted data (GDPR Art. 18(2)).</summary>
    Restriction,

    /// <summary><c>consentCheck</c>: looking for the consent that a purpose rests on (GDPR Art. 7(1)).</summary>
    ConsentCheck,
}

/// <summary>Why content is read, as the caller states it in the header <c>X-Purpose</c> (GDPR Art. 5(1)(b)).</summary>
/// <param name="Name">The purpose's name, or what follows the colon; empty for <see cref="PurposeKind.ConsentCheck"/>.</param>
public sealed record AccessPurpose(PurposeKind Kind, string Name)
{
    public const string Header = "X-Purpose";

    /// <summary>The whole header of <see cref="PurposeKind.ConsentCheck"/>; no purpose of a recording can have this name.</summary>
    public const string ConsentCheck = "consentCheck";

    static readonly (string Prefix, PurposeKind Kind)[] Prefixes =
        [("request:", PurposeKind.Request), ("hold:", PurposeKind.Hold), ("restriction:", PurposeKind.Restriction)];

    /// <summary>Whether content may be given for the purpose depends on the recording; here it only has to be stated.</summary>
    public static Outcome<AccessPurpose> Parse(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return Failure.Invalid(Header, "is required: content is given for a stated purpose only");
        }

        foreach (var (prefix, kind) in Prefixes)
        {
            if (header.StartsWith(prefix, StringComparison.Ordinal))
            {
                var name = header[prefix.Length..];
                return new AccessPurpose(kind, kind is PurposeKind.Hold ? Uri.UnescapeDataString(name) : name);
            }
        }

        return header == ConsentCheck ? new AccessPurpose(PurposeKind.ConsentCheck, "") : new AccessPurpose(PurposeKind.Own, header);
    }

    public override string ToString() => $"AccessPurpose({Kind})";
}
