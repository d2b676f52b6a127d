using Compliance.Access;

namespace Compliance.Functions.Access;

/// <summary>The roles that may call an HTTP function of a tenant; one of them is enough.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllowAttribute(params Role[] roles) : Attribute
{
    public IReadOnlyList<Role> Roles => roles;
}

/// <summary>Anybody may call the HTTP function; tokens are not validated.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllowAnonymousAccessAttribute : Attribute;
