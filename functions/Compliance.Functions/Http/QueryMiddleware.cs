using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Compliance.Functions.Http;

/// <summary>
/// Refuses query parameters that the function does not declare (<see cref="QueryParametersAttribute"/>): a misspelled filter must not
/// answer as if it had been applied. Runs after access control, so that it reveals nothing to unauthorised callers.
/// </summary>
public sealed class QueryMiddleware(AccessRuleTable rules) : IFunctionsWorkerMiddleware
{
    /// <summary>The field for a parameter whose name may be personal data.</summary>
    const string Query = "query";

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        context.GetHttpContext() is { } http
        && rules.Find(context.FunctionDefinition.Name) is { TakesAnyQuery: false } rule
        && FaultsOf(http.Request, rule) is { Any: true } faults
            ? ProblemWriter.WriteAsync(http, Failure.Invalid(faults))
            : next(context);

    static FieldErrors FaultsOf(HttpRequest request, AccessRule rule)
    {
        var faults = new FieldErrors();
        foreach (var name in request.Query.Keys.Where(x => !rule.QueryParameters.Contains(x, StringComparer.OrdinalIgnoreCase)))
        {
            var field = FieldPath.Root.Member(name);
            faults.Add(field.Closed ? Query : field.ToString(), field.Closed ? "holds a parameter that is not known" : "is not known");
        }

        return faults;
    }
}
