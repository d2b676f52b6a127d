using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Compliance.Functions.Http;

/// <summary>
/// Refuses a query parameter that the function does not declare (<see cref="QueryParametersAttribute"/>): a filter that is misspelled must
/// not answer as if it had been applied. After access control, so that nobody learns by it what there is.
/// </summary>
public sealed class QueryMiddleware(AccessRuleTable rules) : IFunctionsWorkerMiddleware
{
    /// <summary>Under which a parameter is reported whose name may be personal data.</summary>
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
