import { Link, Outlet } from '@remix-run/react'
import { Plus, type LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Button } from './button'
import { PageHeader } from './page-header'
import { TabNav } from './tab-nav'

interface ListLayoutProps {
  title: string
  description: string
  /** The page where one more is made. */
  add?: { to: string; label: string; icon?: LucideIcon }
  tabs: ComponentProps<typeof TabNav>['tabs']
  /** The title when absent. */
  tabsLabel?: string
}

/** A list with what belongs to it, in tabs; the page itself is the route's child. */
export function ListLayout({ title, description, add, tabs, tabsLabel = title }: ListLayoutProps) {
  const Icon = add?.icon ?? Plus
  return (
    <>
      <PageHeader
        title={title}
        description={description}
        {...(add && {
          actions: (
            <Button asChild variant="primary">
              <Link to={add.to}>
                <Icon aria-hidden />
                {add.label}
              </Link>
            </Button>
          ),
        })}
      />
      <TabNav label={tabsLabel} tabs={tabs} />
      <Outlet />
    </>
  )
}
