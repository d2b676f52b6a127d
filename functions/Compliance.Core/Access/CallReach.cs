namespace Compliance.Access;

/// <summary>Which calls <c>Calls.Control</c> reaches: those of one agent, or every call (a bridge of the telephone system).</summary>
/// <param name="AgentId">Claim <c>agentId</c>: whose desktop it is. Identifies a person and stays in memory. Null where there is none.</param>
/// <param name="All">Claim <c>calls</c> with the value <c>*</c>.</param>
public sealed record CallReach(string? AgentId, bool All)
{
    public static CallReach None { get; } = new(null, All: false);

    /// <summary>A token with the role and neither claim reaches no call: nobody could tell whose desktop it is.</summary>
    public bool Any => All || AgentId is not null;

    public override string ToString() => nameof(CallReach);
}
