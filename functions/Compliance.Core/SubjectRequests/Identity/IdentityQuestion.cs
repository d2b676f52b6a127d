namespace Compliance.SubjectRequests;

/// <summary>
/// Which requests the law lets anybody make, so that the identity need not be verified (<see cref="IdentityOutcome.NotNeeded"/>): an
/// objection to direct marketing (GDPR Art. 21(2)-(3)), which ends on the word of whoever can be reached under the identity named.
/// Everything else changes, destroys or hands out what is one person's (Art. 12(2), 12(6)).
/// </summary>
static class IdentityQuestion
{
    public const string Rule =
        "can be notNeeded only for an objection to direct marketing, with ground 21(2) or 21(3) (GDPR Art. 12(2), 12(6))";

    public static bool Allows(IdentityOutcome outcome, SubjectRequestType type, string? ground) =>
        outcome is not IdentityOutcome.NotNeeded || (type, ground) is (SubjectRequestType.Objection, "21(2)" or "21(3)");
}
