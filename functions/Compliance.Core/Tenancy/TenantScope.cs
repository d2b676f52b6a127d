namespace Compliance.Tenancy;

/// <summary>
/// Who acts and on whose resource. <see cref="Identity"/> comes from the validated token (or, in a trigger, from the path that raised
/// the event) and picks the credential; <see cref="Resource"/> comes from the route or the record and picks the account. The two are
/// never set from one variable: a mix-up is then refused by the storage service instead of answered with another tenant's data.
/// </summary>
public readonly record struct TenantScope(TenantId Identity, TenantId Resource);
