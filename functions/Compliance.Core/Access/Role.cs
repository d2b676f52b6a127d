namespace Compliance.Access;

/// <summary>Roles that the <c>roles</c> claim of a token may grant (openapi.yaml, Common rules).</summary>
public enum Role
{
    RecordingsUpload,
    RecordingsRead,
    CallsControl,
    PrivacyIntake,
    PrivacyHandler,
    PrivacyApprover,
    PrivacyOfficer,
    LegalHolds,
    AuditRead,
    TenantAdmin,
    Recipient,
}

/// <summary>Names of the roles in tokens, such as <c>Recordings.Upload</c>.</summary>
public static class RoleNames
{
    static readonly Dictionary<string, Role> Roles = new(StringComparer.Ordinal)
    {
        ["Recordings.Upload"] = Role.RecordingsUpload,
        ["Recordings.Read"] = Role.RecordingsRead,
        ["Calls.Control"] = Role.CallsControl,
        ["Privacy.Intake"] = Role.PrivacyIntake,
        ["Privacy.Handler"] = Role.PrivacyHandler,
        ["Privacy.Approver"] = Role.PrivacyApprover,
        ["Privacy.Officer"] = Role.PrivacyOfficer,
        ["Legal.Holds"] = Role.LegalHolds,
        ["Audit.Read"] = Role.AuditRead,
        ["Tenant.Admin"] = Role.TenantAdmin,
        ["Recipient"] = Role.Recipient,
    };

    public static IReadOnlyDictionary<string, Role> ByName => Roles;

    public static string NameOf(Role role) => Roles.First(x => x.Value == role).Key;

    public static bool TryParse(string name, out Role role) => Roles.TryGetValue(name, out role);
}
