using ActorProxy.Node.Health;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Admin;

/// <summary>What each path of the <see cref="AdminEndpoint"/> answers.</summary>
/// <param name="metrics">Null where metrics are off.</param>
internal sealed class AdminAnswers(AdminGuard guard, HealthAnswers health, CommandAnswers commands, RequestDelegate? metrics)
{
    private const string Api = "/api/";

    private static readonly Lazy<byte[]> Catalogue = new(() => AdminReply.Document(CatalogueDocument.Of(OperatorCatalogue.All)));
    private static readonly Lazy<byte[]> OpenApi = new(
        () => AdminReply.Document(OpenApiDocument.Of(OperatorCatalogue.All, typeof(AdminAnswers).Assembly.GetName().Version!.ToString(3))));

    public Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path is HealthPaths.Live or HealthPaths.Ready or HealthPaths.Started)
            return health.ServeAsync(context);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        var isPage = path is "/" or DashboardPage.Path;
        if (guard.CheckOrigin(context.Request, isPage) is { } foreign)
            return AdminReply.RefuseAsync(context, foreign);
        // The page holds no data, and asks for the token itself.
        if (!isPage && guard.CheckToken(context) is { } refusal)
            return AdminReply.RefuseAsync(context, refusal);
        return path switch
        {
            "/" => ToPage(context),
            DashboardPage.Path => GetAsync(context, "text/html; charset=utf-8", DashboardPage.Html, DashboardPage.AddHeaders),
            "/openapi.json" => GetAsync(context, "application/json", OpenApi.Value),
            "/api/catalogue" => GetAsync(context, "application/json", Catalogue.Value),
            "/metrics" => metrics is null
                ? AdminReply.ErrorAsync(context, StatusCodes.Status404NotFound, "metrics are switched off")
                : metrics(context),
            _ when path.StartsWith(Api, StringComparison.Ordinal) => CommandAsync(context, path[Api.Length..]),
            _ => AdminReply.ErrorAsync(context, StatusCodes.Status404NotFound, "there is nothing here; see /openapi.json and /dashboard"),
        };
    }

    private Task CommandAsync(HttpContext context, string path)
    {
        var name = path.Replace('/', ' ');
        if (path.Count(c => c == '/') == 1 && OperatorCatalogue.Find(name) is { } command)
            return commands.ServeAsync(context, command);
        var meant = NearestName.Find(name, OperatorCatalogue.All.Select(c => c.Name)) is { } near
            ? $"; did you mean {Api}{near.Replace(' ', '/')}?"
            : "; see /api/catalogue";
        return AdminReply.ErrorAsync(context, StatusCodes.Status404NotFound, $"there is no command '{name}'{meant}");
    }

    private static Task GetAsync(HttpContext context, string type, byte[] body, Action<IHeaderDictionary>? headers = null)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return AdminReply.NotAllowedAsync(context, "GET, HEAD", "GET or HEAD only");
        headers?.Invoke(context.Response.Headers);
        return AdminReply.SendAsync(context, type, body);
    }

    private static Task ToPage(HttpContext context)
    {
        context.Response.Redirect(DashboardPage.Path);
        return Task.CompletedTask;
    }
}
