using Compliance.Access;

namespace Compliance.Functions.Access;

/// <summary>Who may call an HTTP function of a tenant: any of these roles.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllowAttribute(params Role[] roles) : Attribute
{
    public IReadOnlyList<Role> Roles => roles;
}

/// <summary>Anybody may call the HTTP function; no token is looked at.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllowAnonymousAccessAttribute : Attribute;
