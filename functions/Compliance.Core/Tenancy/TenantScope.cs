namespace Compliance.Tenancy;

/// <summary>
/// Who acts, and on whose resource. <see cref="Identity"/> comes from the validated token (in a trigger: from the path that raised the
/// event) and selects the credential. <see cref="Resource"/> comes from the route or the record and selects the account. The two are never
/// set from one variable, so that the storage service refuses a mix-up instead of returning another tenant's data.
/// </summary>
public readonly record struct TenantScope(TenantId Identity, TenantId Resource);
