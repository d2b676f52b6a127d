using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Compliance.Access;

/// <summary>The claims in use (openapi.yaml, Common rules). A claim that is not a string counts as absent.</summary>
static class TokenClaims
{
    public const string Directory = "tid";

    const string Roles = "roles";
    const string Teams = "teams";
    const string AllTeams = "*";
    const string Agent = "agentId";
    const string Calls = "calls";
    const string AllCalls = "*";

    // Microsoft Entra ID issues assignments as roles, so a team may be given as the role "Team.billing".
    const string TeamRole = "Team.";

    /// <summary>The object id, which is the same for a person in all applications of a directory; otherwise the subject.</summary>
    public static string? SubjectOf(JsonWebToken token) => Single(token, "oid") ?? Single(token, "sub");

    public static string? NameOf(JsonWebToken token) => Single(token, "name");

    public static string? DirectoryOf(JsonWebToken token) => Single(token, Directory);

    public static IReadOnlySet<Role> RolesOf(JsonWebToken token)
    {
        var roles = new HashSet<Role>();
        foreach (var name in Many(token, Roles))
        {
            if (RoleNames.TryParse(name, out var role))
            {
                roles.Add(role);
            }
        }

        return roles;
    }

    public static QueueScope TeamsOf(JsonWebToken token)
    {
        var assigned = Many(token, Roles).Where(x => x.Length > TeamRole.Length && x.StartsWith(TeamRole, StringComparison.Ordinal));
        var teams = Many(token, Teams).Concat(assigned.Select(x => x[TeamRole.Length..])).ToHashSet(StringComparer.Ordinal);
        return teams.Count == 0 ? QueueScope.None : new QueueScope(teams.Contains(AllTeams), teams);
    }

    public static CallReach CallsOf(JsonWebToken token) =>
        new(Single(token, Agent), Many(token, Calls).Contains(AllCalls, StringComparer.Ordinal));

    static string? Single(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<object>(claim, out var value) && value is string { Length: > 0 } text ? text : null;

    static IEnumerable<string> Many(JsonWebToken token, string claim) =>
        token.Claims
            .Where(x => x.Type == claim && x.ValueType == ClaimValueTypes.String && x.Value.Length > 0)
            .Select(x => x.Value);
}
