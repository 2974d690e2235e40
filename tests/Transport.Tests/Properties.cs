// One test at a time: some measure the process's memory or take its descriptors away.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
