package import CommandLineKit

/// The table of contents of the product: every command there is.
package enum CommandTable {
  package static let version = "0.1.0"

  package static let tree = CommandTree(
    name: "confiture", version: version, summary: "git for PostgreSQL schemas.", globals: GlobalOptions.self,
    nodes: [
      .section(
        "Start",
        [.leaf(InitCommand.self), .leaf(CloneCommand.self), .leaf(ImportCommand.self)]),
      .section(
        "Work on migrations",
        [
          .leaf(NewCommand.self), .leaf(GenerateDownCommand.self), .leaf(StatusCommand.self),
          .leaf(CommitCommand.self),
        ]),
      .section(
        "Look at the history",
        [
          .leaf(LogCommand.self), .leaf(ShowCommand.self), .leaf(DiffCommand.self), .leaf(BlameCommand.self),
          .leaf(RevParseCommand.self),
          .leaf(FsckCommand.self),
          .group(
            "bisect", summary: "Find the first bad version by halves, on scratch databases.",
            [
              .leaf(BisectStart.self), .leaf(BisectGood.self), .leaf(BisectBad.self), .leaf(BisectSkip.self),
              .leaf(BisectRun.self), .leaf(BisectLog.self), .leaf(BisectReset.self),
            ]),
        ]),
      .section(
        "Branches and releases",
        [.leaf(BranchCommand.self), .leaf(SwitchCommand.self), .leaf(MergeCommand.self), .leaf(TagCommand.self)]),
      .section(
        "Share", [.leaf(FetchCommand.self), .leaf(PullCommand.self), .leaf(PushCommand.self)]),
      .section(
        "Edit the history",
        [
          .leaf(AmendCommand.self), .leaf(RebaseCommand.self), .leaf(CherryPickCommand.self),
          .leaf(RevertCommand.self), .leaf(SquashCommand.self),
          .leaf(UndoCommand.self), .leaf(OperationsCommand.self),
        ]),
      .section(
        "Databases",
        [
          .leaf(PlanCommand.self), .leaf(ApplyCommand.self), .leaf(CheckoutCommand.self), .leaf(PromoteCommand.self),
          .leaf(ApproveCommand.self), .leaf(DeployCommand.self), .leaf(BaselineCommand.self),
          .leaf(DriftCommand.self),
          .leaf(BuildCommand.self),
          .group(
            "tenants", summary: "The many databases, or schemas of one, that follow an environment.",
            [
              .leaf(TenantsListCommand.self), .leaf(TenantsStatusCommand.self), .leaf(TenantsBranchCommand.self),
              .leaf(TenantsDeployCommand.self), .leaf(TenantsQueueCommand.self), .leaf(TenantsLogCommand.self),
            ]),
          .group(
            "stash", summary: "Put away what was changed by hand in a disposable database.",
            [
              .leaf(StashPush.self), .leaf(StashList.self), .leaf(StashShow.self), .leaf(StashPop.self),
              .leaf(StashDrop.self),
            ]),
          .group(
            "scratch", summary: "The private server that proofs and local databases run on.",
            [.leaf(ScratchStatus.self), .leaf(ScratchStart.self), .leaf(ScratchStop.self), .leaf(ScratchPsql.self)]),
        ]),
      .section("Help", [.leaf(CompletionCommand.self), .leaf(CompleteCommand.self)]),
    ])
}
