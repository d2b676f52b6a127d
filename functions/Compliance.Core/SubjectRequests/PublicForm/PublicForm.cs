using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Compliance.Identities;

namespace Compliance.SubjectRequests;

/// <summary>What somebody wrote into the public form page; empty texts are null.</summary>
/// <param name="Number">Made with the page, so that sending a page twice is one request; not one of ours is replaced.</param>
public sealed partial record PublicForm(
    SubjectRequestType? Type, string? Email, string? Phone, string? Account, string? Name, string? Words, string Number)
{
    const string Alphabet = "abcdefghijkmnpqrstuvwxyz";
    const int Characters = 32;

    /// <summary>What the page offers, in order.</summary>
    public static IReadOnlyList<SubjectRequestType> Offered { get; } =
    [
        SubjectRequestType.Access, SubjectRequestType.Erasure, SubjectRequestType.Rectification, SubjectRequestType.Restriction,
        SubjectRequestType.Objection, SubjectRequestType.Withdrawal, SubjectRequestType.Portability, SubjectRequestType.AutomatedDecision,
    ];

    public static PublicForm Empty => new(null, null, null, null, null, null, NewNumber());

    IEnumerable<(IdentityType Type, string? Value)> Given =>
        [(IdentityType.Email, Email), (IdentityType.Phone, Phone), (IdentityType.AccountId, Account), (IdentityType.Name, Name)];

    /// <summary>Letters alone: nothing that could be read as a number of a person.</summary>
    public static string NewNumber() => "web-" + RandomNumberGenerator.GetString(Alphabet, Characters);

    public static bool IsNumber(string text) => Number32().IsMatch(text);

    /// <returns>The request that it files; null without a type.</returns>
    public SubjectRequestForm? Filing(LetterLanguage language) => Type is not { } type ? null : new SubjectRequestForm
    {
        Type = type,
        Identities = [.. Given.Where(x => x.Value is not null).Select(x => new SubjectRequestIdentity(x.Type, x.Value!))],
        Channel = IntakeChannel.Web,
        Reason = Words,
        Reference = Number,
        Language = language,
    };

    public override string ToString() => "PublicForm(redacted)";

    [GeneratedRegex(@"\Aweb-[a-km-np-z]{32}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number32();
}
